"""The dialogue with a customer and its guarantees: nobody is ever trapped with the assistant."""
