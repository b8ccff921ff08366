"""An agreement against two describes: compatibility, findings, drift. Pure."""
