#include "lesson/explain.h"

static void a_key_has_its_text (void)
{
    const char *text = lesson_explanation ("term:TLS");
    g_assert_true (g_str_has_prefix (text, "Transport Layer Security."));
    g_assert_null (lesson_explanation ("term:nothing of the kind"));
    g_assert_null (lesson_explanation (""));
    g_assert_null (lesson_explanation ("."));
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    g_test_add_func ("/explain/a-key-has-its-text", a_key_has_its_text);
    return g_test_run ();
}
