"""Text, where a value is what it is."""
import readers
from proof import Format, Place

TEXT = (Place("anywhere", "before {{ VALUE }}|{{ SECOND }}\nafter", lambda v, w: f"before {v}|{w}\nafter", kinds="cc"),)
FORMATS = (Format("text", "Text", (readers.Reader("nobody", lambda text: text),), TEXT),)
