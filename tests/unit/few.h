/* Under sanitizers everything takes many times longer. There $TEST_FEW is 1 (./run sets it), and a
 * test that tries many cases of a kind tries some of each kind; without it, all of them. */
#pragma once

#include <glib.h>
#include <stdbool.h>

static inline bool test_few (void)
{
    return g_strcmp0 (g_getenv ("TEST_FEW"), "1") == 0;
}
