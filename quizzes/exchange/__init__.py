"""Questions to and from other systems: Moodle XML, GIFT, QTI 2.1. One variant of an item is one plain question."""
