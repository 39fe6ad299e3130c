"""The study file and the Study: settings read, every input read once, the whole examined or built."""
