"""What a widget shows, where it shows it, and how one sets it up; the script itself is `frontend/widget`."""
