#include "lesson/history.h"

#include <glib.h>

static const LessonHistory pages[] = {
    {"SSL 2.0", "1995", "the first version in use; forbidden in 2011"},
    {"SSL 3.0", "1996", "a new design; forbidden in 2015"},
    {"TLS 1.0", "1999", "a standard at last; ended in 2021"},
    {"TLS 1.1", "2006", "a small repair; ended in 2021"},
    {"TLS 1.2", "2008", "sound with the right settings"},
    {"TLS 1.3", "2018", "the version to use"},
    {"export keys", "1990s", "weak by law: FREAK and Logjam (2015)"},
    {"static RSA", "1990s", "one key opens every recording"},
    {"Bleichenbacher", "1998", "a padding that betrays secrets; ROBOT (2017)"},
    {"RC4", "2001", "a stream cipher that is not even"},
    {"MD5 and SHA-1", "2004", "two contents, one signature; SLOTH (2016)"},
    {"renegotiation", "2009", "a handshake glued to a stranger's request"},
    {"BEAST", "2011", "start values that can be foretold"},
    {"CRIME", "2012", "compression tells what encryption hides"},
    {"Lucky Thirteen", "2013", "the time to an answer tells the content"},
    {"Heartbleed", "2014", "a mistake in a program, not in the protocol"},
    {"triple handshake", "2014", "two connections with one secret"},
    {"POODLE", "2014", "the end of SSL 3.0"},
    {"SWEET32", "2016", "blocks that are too small"},
};

const LessonHistory *lesson_history_at (unsigned i)
{
    return i < G_N_ELEMENTS (pages) ? &pages[i] : NULL;
}
