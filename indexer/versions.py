"""Raised when files may be read differently, or other entities found in them: everything is then read again."""

PARSER_VERSION = 10
ENTITIES_VERSION = 6
