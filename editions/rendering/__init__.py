"""An edition's faces, composed of the faces of its articles."""
