"""A PDF to blocks in reading order: glyphs → lines → columns → furniture → tables → paragraphs → blocks."""
