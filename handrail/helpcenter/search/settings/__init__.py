"""The page on which leads say which words mean the same to whoever searches."""
