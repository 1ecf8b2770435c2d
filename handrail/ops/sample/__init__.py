"""The sample company: the maker of the WordPress plugin Lamp, its customers, and what they wrote."""
