"""CSV files of customers and organisations: read, mapped, looked through, brought in, written."""
