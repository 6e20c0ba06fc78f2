/* Dictionaries for libFuzzer, made from the tables that the readers use. */
#pragma once

#include <glib.h>

/* For targets that read text; transfer full. */
GString *dictionary_of_words (void);
/* For targets that read bytes; transfer full. */
GString *dictionary_of_numbers (void);
