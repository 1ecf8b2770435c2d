"""Mail that leaves for nowhere: it is kept to be looked at, and answered as its receiver would."""
