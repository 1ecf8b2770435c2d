"""The portal: customers read and continue their own requests."""
