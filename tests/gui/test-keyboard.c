/* Everything by keyboard alone, with real key presses. */
#include "app.h"

#include <string.h>

#define START(...) app_start (NULL, (const char *const[]){__VA_ARGS__, NULL})

static void finish (App *app)
{
    app_quit (app);
    app_forget (app);
}

static void test_walk_to_the_end (void)
{
    App *app = START ("healthy");
    app_expect (app, "cursor=-1; client=START/running; end=0");
    app_press (app, "Right Right Right Right");
    app_expect (app, "cursor=3; message=ClientHello");
    app_press (app, "Left");
    app_expect (app, "cursor=2");
    app_press (app, "End");
    app_expect (app, "end=1; client=CLOSED/closed; server=CLOSED/closed");
    int last = app_number (app, "cursor");
    app_press (app, "Home");
    app_expect (app, "cursor=-1; end=0");
    /* Event by event, to the very same end. */
    app_press_times (app, "Right", last + 1);
    app_expect (app, "end=1; client=CLOSED/closed");
    g_assert_cmpint (app_number (app, "cursor"), ==, last);
    app_press_times (app, "Left", last + 1);
    app_expect (app, "cursor=-1");
    finish (app);
}

static void test_over_goes_by_message (void)
{
    App *app = START ("healthy");
    app_press (app, "Down");
    app_expect (app, "message=ClientHello; client=WAIT_SH/running");
    int sent = app_number (app, "cursor");
    app_press (app, "Down");
    app_expect (app, "server=NEGOTIATED/running");
    g_assert_cmpint (app_number (app, "cursor"), >, sent + 1);
    app_press (app, "Up");
    app_expect (app, "server=START/running; message=ClientHello");
    g_assert_cmpint (app_number (app, "cursor"), ==, sent);
    finish (app);
}

/* After going back the line reaches as far as before, and not to the end that nobody has seen. */
static void test_future_stays_hidden (void)
{
    App *app = START ("healthy");
    app_press (app, "Down Down Down");
    app_expect (app, "server=SEND_EE/running");
    int seen = app_number (app, "cursor");
    app_press (app, "Home");
    app_expect (app, "cursor=-1");
    g_assert_cmpint (app_number (app, "seen"), ==, seen);
    finish (app);
}

static void test_observers_see_less (void)
{
    App *app = START ("healthy", "--at", "server.Certificate.sent");
    app_expect (app, "observer=everyone; message=Certificate; layer=message");
    app_press (app, "ctrl+3");
    app_expect (app, "observer=eavesdropper; layer=record");
    app_press (app, "ctrl+4");
    app_expect (app, "observer=server; message=Certificate");
    app_press (app, "ctrl+2");
    app_expect (app, "observer=client");
    g_autofree char *hidden = app_value (app, "sentence");
    g_assert_cmpstr (hidden, ==, "[Something happens here that the client cannot see]");
    app_press (app, "ctrl+6");
    app_expect (app, "observer=attacker; layer=record");
    app_press (app, "ctrl+1");
    app_expect (app, "observer=everyone");
    finish (app);
}

static void test_header_tells_only_what_was_decided (void)
{
    App *app = START ("healthy");
    app_expect (app, "subtitle=[seed 1]");
    app_press (app, "End");
    app_expect (app, "end=1");
    g_autofree char *all = app_value (app, "subtitle");
    g_assert_nonnull (strstr (all, "TLS_AES_128_GCM_SHA256"));
    g_assert_nonnull (strstr (all, "x25519"));
    app_press (app, "Home");
    app_expect (app, "subtitle=[seed 1]");
    finish (app);
}

static void test_choose_a_failing_scenario (void)
{
    App *app = START ("first-handshake");
    app_expect (app, "lesson=first-handshake; sidebar=lesson");
    app_press (app, "ctrl+l");
    app_expect (app, "sidebar=chooser; focus=GtkListBoxRow");
    app_tab_to_name (app, "healthy");
    app_press (app, "Return");
    app_expect (app, "lesson=-; scenario=healthy; sidebar=scenario");
    app_press (app, "ctrl+l");
    app_expect (app, "sidebar=chooser");
    app_tab_to_name (app, "no-common-cipher-suite");
    app_press (app, "Return");
    app_expect (app, "scenario=no-common-cipher-suite; sidebar=scenario; cursor=-1");
    app_press (app, "End");
    app_expect (app, "end=1; client=FAILED/failed; server=FAILED/failed; message=Alert");
    finish (app);
}

static void test_prediction_holds_the_run (void)
{
    App *app = START ("first-handshake#server-hello");
    app_expect (app, "lesson-page=3; quiz=open; held=1");
    int cursor = app_number (app, "cursor");
    app_press (app, "Right Down End");
    app_expect (app, "quiz=open; held=1");
    g_assert_cmpint (app_number (app, "cursor"), ==, cursor);
    g_assert_cmpint (app_number (app, "seen"), ==, cursor);
    app_tab_to (app, "GtkCheckButton");
    app_move (app, "Down"); /* the second choice */
    app_tab_to (app, "GtkButton");
    app_press (app, "Return");
    app_expect (app, "quiz=right; held=0; message=ServerHello");
    g_assert_cmpint (app_number (app, "cursor"), >, cursor);
    app_press (app, "Right");
    app_expect (app, "wandered=1");
    finish (app);
}

static void test_wrong_prediction_is_told (void)
{
    App *app = START ("first-handshake#server-hello");
    app_tab_to (app, "GtkCheckButton");
    app_press (app, "space");
    app_tab_to (app, "GtkButton");
    app_press (app, "Return");
    app_expect (app, "quiz=wrong; held=0; message=ServerHello");
    finish (app);
}

static void test_lesson_pages (void)
{
    App *app = START ("first-handshake");
    app_expect (app, "lesson-page=1; cursor=-1");
    app_press (app, "Next");
    app_expect (app, "lesson-page=2; message=ClientHello; wandered=0");
    app_press (app, "Right");
    app_expect (app, "wandered=1");
    app_press (app, "Prior");
    app_expect (app, "lesson-page=1; cursor=-1; wandered=0");
    finish (app);
}

static void test_each_page (void)
{
    App *app = START ("healthy", "--at", "client.established");
    app_press (app, "alt+2");
    app_expect (app, "page=secrets");
    app_tab_to (app, "StepshakeGraphNode");
    app_press (app, "Return Left");
    app_expect (app, "page=secrets");
    app_press (app, "alt+3");
    app_expect (app, "page=certificates");
    app_tab_to (app, "StepshakeGraphNode");
    app_press (app, "Return");
    app_press (app, "alt+4");
    app_expect (app, "page=state-machines");
    app_tab_to (app, "StepshakeGraphNode");
    /* The first state was entered before anything happened; stepping goes on all the same. */
    app_press (app, "Home Right");
    app_expect (app, "page=state-machines; cursor=0");
    app_press (app, "alt+1");
    app_expect (app, "page=handshake");
    finish (app);
}

/* The rows come as the run goes; one is chosen by arrow keys and shows in the inspector. */
static void test_compare_by_keyboard (void)
{
    App *app = START ("healthy");
    app_press (app, "alt+5");
    app_expect (app, "page=compare; cursor=-1; compared=0/17");
    app_press (app, "Down");
    app_expect (app, "message=ClientHello; compared=1/17");
    app_press (app, "End");
    app_expect (app, "end=1; compared=17/17");
    app_press (app, "F9"); /* no settings on the way */
    app_expect (app, "sidebar=hidden");
    app_tab_to (app, "GtkListItemWidget");
    app_press (app, "Down");
    app_expect (app, "row=choice; message=ServerHello");
    app_press (app, "Down Down");
    app_expect (app, "row=server; message=Certificate");
    app_press (app, "Up");
    app_expect (app, "row=rest-of-choice; message=EncryptedExtensions");
    app_press (app, "alt+1");
    app_expect (app, "page=handshake; message=EncryptedExtensions");
    finish (app);
}

/* A change puts the run before it beside the run after it. */
static void test_compare_before_and_after (void)
{
    App *app = START ("healthy", "--at", "end", "--page", "compare");
    app_expect (app, "page=compare; beside=[A healthy handshake of TLS 1.2]");
    app_tab_to (app, "GtkText"); /* seed */
    app_press (app, "ctrl+a");
    app_type (app, "another");
    app_press (app, "Return");
    app_expect (app, "undo=1; beside=[The run before my last change]; compared=11/11");
    app_press (app, "Escape shift+Tab shift+Tab ctrl+z");
    app_expect (app, "undo=0; beside=[A healthy handshake of TLS 1.2]");
    finish (app);
}

/* Another run beside this one would tell what the student is to predict. */
static void test_compare_keeps_a_prediction (void)
{
    App *app = START ("first-handshake#server-hello", "--page", "compare");
    app_expect (app, "held=1; compared=0/0");
    finish (app);
}

static void test_flowchart_leads_there (void)
{
    App *app = START ("healthy", "--at", "end");
    app_expect (app, "end=1");
    app_tab_to (app, "StepshakeGraphNode");
    app_press (app, "Return");
    app_expect (app, "end=0; message=-");
    g_assert_cmpint (app_number (app, "cursor"), <=, 3);
    finish (app);
}

static void test_typing_steps_nowhere (void)
{
    App *app = START ("healthy");
    app_tab_to (app, "GtkText");
    app_press (app, "ctrl+a");
    app_type (app, " b/7 b");
    app_press (app, "Left Right Home End Up Down");
    app_expect (app, "cursor=-1; playing=0; focus=GtkText");
    app_press (app, "Return");
    g_usleep (200000);
    g_autofree char *subtitle = app_value (app, "subtitle");
    g_assert_nonnull (strstr (subtitle, "b/7 b"));
    finish (app);
}

static void test_wrong_setting_changes_nothing (void)
{
    App *app = START ("healthy", "--at", "client.established");
    int cursor = app_number (app, "cursor");
    app_tab_to (app, "GtkText"); /* seed */
    app_press (app, "Tab");      /* time */
    app_press (app, "ctrl+a");
    app_type (app, "yesterday");
    app_press (app, "Return");
    g_usleep (200000);
    app_expect (app, "client=CONNECTED/established; error=1");
    g_assert_cmpint (app_number (app, "cursor"), ==, cursor);
    app_press (app, "Escape");
    app_expect (app, "error=0");
    finish (app);
}

static void test_setting_can_be_undone (void)
{
    App *app = START ("healthy", "--at", "client.established");
    app_tab_to (app, "GtkText");
    app_press (app, "ctrl+a");
    app_type (app, "another");
    app_press (app, "Return");
    app_expect (app, "client=CONNECTED/established; undo=1");
    g_autofree char *changed = app_value (app, "subtitle");
    g_assert_nonnull (strstr (changed, "seed another"));
    app_press (app, "Escape shift+Tab shift+Tab ctrl+z");
    app_expect (app, "undo=0");
    g_autofree char *before = app_value (app, "subtitle");
    g_assert_nonnull (strstr (before, "seed 1]"));
    finish (app);
}

static void test_break_what_is_under_way (void)
{
    App *app = START ("healthy", "--at", "ServerHello.sent");
    int cursor = app_number (app, "cursor");
    app_press (app, "x");
    app_focus (app, "Break it");
    app_type (app, "suite");
    app_press (app, "Return");
    app_type (app, "TLS_AES_256_GCM_SHA38");
    app_press (app, "Return"); /* no suite of that name: refused, and the dialog stays */
    g_usleep (200000);
    app_expect (app, "undo=0");
    app_type (app, "4");
    app_press (app, "Return");
    app_expect (app, "undo=1; client=WAIT_SH/running");
    g_assert_cmpint (app_number (app, "cursor"), ==, cursor);
    app_focus (app, NULL);
    app_press (app, "End");
    app_expect (app, "end=1; client=FAILED/failed");
    app_press (app, "ctrl+z");
    app_expect (app, "undo=0");
    app_press (app, "End");
    app_expect (app, "client=CLOSED/closed");
    finish (app);
}

static void test_find_a_field (void)
{
    App *app = START ("healthy", "--at", "ClientHello.sent");
    app_press (app, "slash");
    app_expect (app, "focus=GtkText");
    app_type (app, "x25519");
    app_expect (app, "field=ClientHello.supported_groups.named_group_list[0]");
    app_press (app, "Return");
    app_expect (app, "field=ClientHello.key_share.client_shares[0].group");
    finish (app);
}

static void test_bytes_have_a_cursor (void)
{
    App *app = START ("healthy", "--at", "ClientHello.sent");
    app_tab_to (app, "StepshakeBytesView");
    app_press (app, "Right");
    app_expect (app, "field=ClientHello.length");
    app_press (app, "Down");
    app_expect (app, "field=ClientHello.random");
    finish (app);
}

static void test_play_and_breakpoint (void)
{
    App *app = START ("healthy", "--at", "ClientHello.sent");
    app_press (app, "b");
    app_press (app, "Home");
    app_expect (app, "cursor=-1");
    app_press (app, "End"); /* stops at the breakpoint */
    app_expect (app, "cursor=3; end=0");
    app_press (app, "space");
    app_expect (app, "playing=1");
    app_expect (app, "cursor=5");
    app_press (app, "space");
    app_expect (app, "playing=0");
    finish (app);
}

static void test_projector (void)
{
    App *app = START ("first-handshake");
    app_press (app, "F11");
    app_expect (app, "sidebar=hidden");
    app_press (app, "F11");
    app_expect (app, "sidebar=lesson");
    finish (app);
}

static void test_place_is_remembered (void)
{
    App *app = START ("wrong-host", "--at", "client.WAIT_CERT_CR", "--size", "1100x720");
    app_expect (app, "scenario=wrong-host");
    int width = app_number (app, "width");
    app_quit (app);
    App *again = app_start (app->home, (const char *const[]){NULL});
    app_expect (again, "scenario=wrong-host; client=WAIT_CERT_CR/running");
    g_assert_cmpint (app_number (again, "width"), ==, width);
    app_quit (again);
    app_forget (again);
}

int main (int argc, char **argv)
{
    g_test_init (&argc, &argv, NULL);
    app_start_display ();
    g_test_add_func ("/gui/walk-to-the-end-and-back", test_walk_to_the_end);
    g_test_add_func ("/gui/over-goes-by-message", test_over_goes_by_message);
    g_test_add_func ("/gui/future-stays-hidden", test_future_stays_hidden);
    g_test_add_func ("/gui/observers-see-less", test_observers_see_less);
    g_test_add_func ("/gui/header-tells-only-the-past", test_header_tells_only_what_was_decided);
    g_test_add_func ("/gui/choose-a-failing-scenario", test_choose_a_failing_scenario);
    g_test_add_func ("/gui/prediction-holds-the-run", test_prediction_holds_the_run);
    g_test_add_func ("/gui/wrong-prediction-is-told", test_wrong_prediction_is_told);
    g_test_add_func ("/gui/lesson-pages", test_lesson_pages);
    g_test_add_func ("/gui/each-page", test_each_page);
    g_test_add_func ("/gui/compare-by-keyboard", test_compare_by_keyboard);
    g_test_add_func ("/gui/compare-before-and-after", test_compare_before_and_after);
    g_test_add_func ("/gui/compare-keeps-a-prediction", test_compare_keeps_a_prediction);
    g_test_add_func ("/gui/flowchart-leads-there", test_flowchart_leads_there);
    g_test_add_func ("/gui/typing-steps-nowhere", test_typing_steps_nowhere);
    g_test_add_func ("/gui/wrong-setting-changes-nothing", test_wrong_setting_changes_nothing);
    g_test_add_func ("/gui/setting-can-be-undone", test_setting_can_be_undone);
    g_test_add_func ("/gui/break-what-is-under-way", test_break_what_is_under_way);
    g_test_add_func ("/gui/find-a-field", test_find_a_field);
    g_test_add_func ("/gui/bytes-have-a-cursor", test_bytes_have_a_cursor);
    g_test_add_func ("/gui/play-and-breakpoint", test_play_and_breakpoint);
    g_test_add_func ("/gui/projector", test_projector);
    g_test_add_func ("/gui/place-is-remembered", test_place_is_remembered);
    int status = g_test_run ();
    app_stop_display ();
    return status;
}
