"""The places that are proven, a file a format: each has FORMATS."""
import importlib

NAMES = ("json", "yaml", "toml", "dotenv", "http", "xml", "ini", "text")


def every():
    modules = [importlib.import_module(f"places.{name}") for name in NAMES]
    return [each for module in modules for each in module.FORMATS]
