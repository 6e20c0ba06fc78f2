/* The app's command line: what it refuses and how it says so, and the pictures it takes. */
#include "app.h"

#include <glib/gstdio.h>
#include <string.h>

#define RUN(...) app_run ((const char *const[]){__VA_ARGS__, NULL})

static void expect_refusal (AppResult result, const char *words)
{
    g_assert_cmpint (result.status, ==, 2);
    g_assert_cmpstr (result.out, ==, "");
    g_assert_nonnull (strstr (result.err, words));
    /* One line, no more. */
    g_assert_true (strchr (result.err, '\n') == result.err + strlen (result.err) - 1);
    app_result_clear (&result);
}

static void test_bad_usage (void)
{
    expect_refusal (RUN ("--theme", "pink"), "allowed: light, dark");
    expect_refusal (RUN ("--page", "cookies"), "allowed: handshake, secrets");
    expect_refusal (RUN ("--seen-by", "nobody"), "allowed: everyone, client");
    expect_refusal (RUN ("--size", "big"), "WIDTHxHEIGHT");
    expect_refusal (RUN ("--size", "1x1"), "320x240");
    expect_refusal (RUN ("--text", "9000"), "50 to 400");
    expect_refusal (RUN ("--at", "teatime"), "teatime");
    expect_refusal (RUN ("--at", "client.Certificate.sent", "healthy"), "client.Certificate.sent");
    expect_refusal (RUN ("no-such-scenario"), "no-such-scenario");
    expect_refusal (RUN ("first-handshake#no-such-page"), "no-such-page");
    expect_refusal (RUN ("healthy", "wrong-host"), "one lesson, scenario or file");
}

static void test_version (void)
{
    AppResult result = RUN ("--version");
    g_assert_cmpint (result.status, ==, 0);
    g_assert_cmpstr (result.out, ==, "stepshake-gtk " STEPSHAKE_VERSION "\n");
    app_result_clear (&result);
}

static GBytes *take_picture (const char *path, const char *theme, const char *text)
{
    AppResult result = RUN ("healthy", "--at", "client.WAIT_CV", "--size", "1024x700", "--theme",
                            theme, "--text", text, "--screenshot", path);
    g_assert_cmpstr (result.err, ==, "");
    g_assert_cmpint (result.status, ==, 0);
    app_result_clear (&result);
    char *data;
    gsize size;
    g_assert_true (g_file_get_contents (path, &data, &size, NULL));
    g_unlink (path);
    return g_bytes_new_take (data, size);
}

static guint32 png_number (GBytes *png, unsigned offset)
{
    const guint8 *data = g_bytes_get_data (png, NULL);
    return (guint32)data[offset] << 24 | data[offset + 1] << 16 | data[offset + 2] << 8 |
           data[offset + 3];
}

/* The picture has the size that was asked for, which also shows that the layout fits into it: a
 * window is never smaller than what it holds needs. */
static void test_picture (const void *data)
{
    const char *text = data;
    g_autofree char *folder = g_dir_make_tmp ("stepshake-gui-XXXXXX", NULL);
    g_autofree char *path = g_build_filename (folder, "picture.png", NULL);
    g_autoptr (GBytes) light = take_picture (path, "light", text);
    g_autoptr (GBytes) again = take_picture (path, "light", text);
    g_autoptr (GBytes) dark = take_picture (path, "dark", text);
    g_assert_cmpuint (png_number (light, 16), ==, 1024);
    g_assert_cmpuint (png_number (light, 20), ==, 700);
    g_assert_true (g_bytes_equal (light, again));
    g_assert_false (g_bytes_equal (light, dark));
    g_rmdir (folder);
}

static void test_picture_cannot_be_written (void)
{
    AppResult result = RUN ("healthy", "--screenshot", "/no/such/folder/picture.png");
    g_assert_cmpint (result.status, ==, 3);
    g_assert_nonnull (strstr (result.err, "/no/such/folder/picture.png"));
    app_result_clear (&result);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    app_start_display ();
    g_test_add_func ("/gui/bad-usage", test_bad_usage);
    g_test_add_func ("/gui/version", test_version);
    g_test_add_data_func ("/gui/picture/100", "100", test_picture);
    g_test_add_data_func ("/gui/picture/200", "200", test_picture);
    g_test_add_func ("/gui/picture-cannot-be-written", test_picture_cannot_be_written);
    int status = g_test_run ();
    app_stop_display ();
    return status;
}
