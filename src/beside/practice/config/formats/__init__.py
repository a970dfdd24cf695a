"""How days and times are written, by language, where Django's own way is not how people write them."""
