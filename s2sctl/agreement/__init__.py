"""Both sides joined: flows, field links, transforms. Pure."""
