/* What menus, buttons and keys can ask for. */
#include "window/private.h"
#include "break/break-dialog.h"
#include "inspector/copy.h"

#include <string.h>

typedef void (*SessionCall) (StepshakeSession *session);

/* Actions that only pass a call on to the session. */
static const struct {
    const char *name;
    SessionCall call;
} calls[] = {
    {"step", stepshake_session_step},
    {"back", stepshake_session_back},
    {"over", stepshake_session_over},
    {"back-over", stepshake_session_back_over},
    {"to-start", stepshake_session_to_start},
    {"to-end", stepshake_session_to_end},
    {"toggle-break", stepshake_session_toggle_break},
    {"undo", stepshake_session_undo},
    {"return", stepshake_session_return},
};

static void on_call (StepshakeWindow *self, GVariant *parameter, GAction *action)
{
    for (unsigned i = 0; i < G_N_ELEMENTS (calls); i++)
        if (strcmp (calls[i].name, g_action_get_name (action)) == 0)
            calls[i].call (self->session);
}

void window_tell (StepshakeWindow *self, const char *text)
{
    AdwToast *toast = adw_toast_new (text);
    g_autofree char *escaped = g_markup_escape_text (text, -1);
    adw_toast_set_title (toast, escaped);
    adw_toast_set_timeout (toast, 4);
    adw_toast_overlay_add_toast (self->toasts, toast);
}

bool window_open (StepshakeWindow *self, const char *name)
{
    g_autoptr (GError) error = NULL;
    bool good = stepshake_session_open (self->session, name, &error);
    if (!good)
        window_tell (self, error->message);
    else if (stepshake_session_page (self->session) == STEPSHAKE_PAGE_HANDSHAKE)
        stepshake_handshake_page_focus (self->handshake);
    return good;
}

#define ACTION(function) \
    static void function (GSimpleAction *action, GVariant *parameter, gpointer data)

ACTION (on_play)
{
    StepshakeSession *session = STEPSHAKE_WINDOW (data)->session;
    stepshake_session_set_playing (session, !stepshake_session_playing (session));
}

ACTION (on_seek)
{
    stepshake_session_seek (STEPSHAKE_WINDOW (data)->session, g_variant_get_int32 (parameter));
}

ACTION (on_next_message)
{
    stepshake_session_select_next_message (STEPSHAKE_WINDOW (data)->session, 1);
}

ACTION (on_previous_message)
{
    stepshake_session_select_next_message (STEPSHAKE_WINDOW (data)->session, -1);
}

ACTION (on_next_page)
{
    StepshakeSession *session = STEPSHAKE_WINDOW (data)->session;
    if (stepshake_session_lesson (session) != NULL)
        stepshake_session_go_page (session, stepshake_session_lesson_page (session) + 1);
}

ACTION (on_previous_page)
{
    StepshakeSession *session = STEPSHAKE_WINDOW (data)->session;
    unsigned page = stepshake_session_lesson_page (session);
    if (stepshake_session_lesson (session) != NULL && page > 0)
        stepshake_session_go_page (session, page - 1);
}

ACTION (on_page)
{
    int page = stepshake_page_find (g_variant_get_string (parameter, NULL));
    if (page >= 0)
        stepshake_session_set_page (STEPSHAKE_WINDOW (data)->session, page);
}

ACTION (on_observer)
{
    const TraceObserver *observer = trace_observer_find (g_variant_get_string (parameter, NULL));
    if (observer != NULL)
        stepshake_session_set_observer (STEPSHAKE_WINDOW (data)->session, observer);
}

ACTION (on_choose)
{
    StepshakeWindow *self = data;
    bool choosing = g_strcmp0 (stepshake_sidebar_shown (self->sidebar), "chooser") == 0 &&
                    adw_flap_get_reveal_flap (self->flap);
    const char *back = stepshake_session_lesson (self->session) != NULL ? "lesson" : "scenario";
    stepshake_sidebar_show (self->sidebar, choosing ? back : "chooser");
    adw_flap_set_reveal_flap (self->flap, TRUE);
    gtk_widget_child_focus (GTK_WIDGET (self->sidebar), GTK_DIR_TAB_FORWARD);
}

ACTION (on_open)
{
    window_choose_file (data);
}

ACTION (on_compare_with)
{
    window_choose_second (data);
}

ACTION (on_open_name)
{
    window_open (data, g_variant_get_string (parameter, NULL));
}

ACTION (on_break)
{
    StepshakeWindow *self = data;
    stepshake_break_dialog_show (GTK_WINDOW (self), self->session);
}

ACTION (on_find)
{
    StepshakeWindow *self = data;
    gtk_search_bar_set_search_mode (GTK_SEARCH_BAR (self->find_bar), TRUE);
    gtk_widget_grab_focus (self->find_entry);
}

static void copy_words (StepshakeWindow *self, const char *text)
{
    gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
    window_tell (self, "Copied");
}

ACTION (on_copy)
{
    StepshakeWindow *self = data;
    g_autofree char *text =
        stepshake_copy_text (self->session, g_variant_get_string (parameter, NULL));
    if (text != NULL)
        copy_words (self, text);
}

ACTION (on_copy_words)
{
    copy_words (data, g_variant_get_string (parameter, NULL));
}

ACTION (on_export)
{
    window_export (data, g_variant_get_string (parameter, NULL));
}

ACTION (on_export_picture)
{
    window_export_picture (data, g_variant_get_string (parameter, NULL));
}

ACTION (on_sidebar)
{
    StepshakeWindow *self = data;
    adw_flap_set_reveal_flap (self->flap, !adw_flap_get_reveal_flap (self->flap));
}

ACTION (on_projector)
{
    StepshakeWindow *self = data;
    window_set_projector (self, !self->projector);
    g_simple_action_set_state (action, g_variant_new_boolean (self->projector));
}

ACTION (on_theme)
{
    static const struct {
        const char *name;
        AdwColorScheme scheme;
    } themes[] = {{"follow", ADW_COLOR_SCHEME_DEFAULT},
                  {"light", ADW_COLOR_SCHEME_FORCE_LIGHT},
                  {"dark", ADW_COLOR_SCHEME_FORCE_DARK}};
    for (unsigned i = 0; i < G_N_ELEMENTS (themes); i++) {
        if (strcmp (themes[i].name, g_variant_get_string (parameter, NULL)) != 0)
            continue;
        adw_style_manager_set_color_scheme (adw_style_manager_get_default (), themes[i].scheme);
        g_simple_action_set_state (action, parameter);
    }
}

static const GActionEntry entries[] = {
    {"play", on_play},
    {"seek", on_seek, "i"},
    {"next-message", on_next_message},
    {"previous-message", on_previous_message},
    {"next-page", on_next_page},
    {"previous-page", on_previous_page},
    {"page", on_page, "s", "'handshake'"},
    {"observer", on_observer, "s", "'everyone'"},
    {"choose", on_choose},
    {"open", on_open},
    {"compare-with", on_compare_with},
    {"open-name", on_open_name, "s"},
    {"break", on_break},
    {"find", on_find},
    {"copy", on_copy, "s"},
    {"copy-words", on_copy_words, "s"},
    {"export", on_export, "s"},
    {"export-picture", on_export_picture, "s"},
    {"sidebar", on_sidebar},
    {"projector", on_projector, NULL, "false"},
    {"theme", on_theme, "s", "'follow'"},
};

/* ---- What can be asked for now. ---- */

static void enable (StepshakeWindow *self, const char *name, bool enabled)
{
    GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);
    g_simple_action_set_enabled (G_SIMPLE_ACTION (action), enabled);
}

static void follow_state (StepshakeWindow *self, const char *name, const char *value)
{
    GAction *action = g_action_map_lookup_action (G_ACTION_MAP (self), name);
    g_simple_action_set_state (G_SIMPLE_ACTION (action), g_variant_new_string (value));
}

void window_refresh_actions (StepshakeWindow *self)
{
    StepshakeSession *session = self->session;
    bool start = stepshake_session_cursor (session) < 0;
    bool end = stepshake_session_at_end (session);
    const Lesson *lesson = stepshake_session_lesson (session);
    unsigned page = stepshake_session_lesson_page (session);
    static const char *forward[] = {"step", "over", "to-end", "play"};
    static const char *backward[] = {"back", "back-over", "to-start"};
    for (unsigned i = 0; i < G_N_ELEMENTS (forward); i++)
        enable (self, forward[i], !end);
    for (unsigned i = 0; i < G_N_ELEMENTS (backward); i++)
        enable (self, backward[i], !start);
    bool open_question = lesson != NULL && stepshake_session_question_open (session);
    enable (self, "break", stepshake_session_can_twist (session));
    enable (self, "undo", stepshake_session_can_undo (session));
    enable (self, "next-page", lesson != NULL && page + 1 < lesson->pages->len && !open_question);
    enable (self, "previous-page", lesson != NULL && page > 0);
    enable (self, "return", stepshake_session_wandered (session));
    stepshake_transport_set_waiting (self->transport, stepshake_session_held (session));
}

static void on_page_notify (StepshakeWindow *self)
{
    follow_state (self, "page", stepshake_page_name (stepshake_session_page (self->session)));
}

static void on_observer_notify (StepshakeWindow *self)
{
    follow_state (self, "observer", stepshake_session_observer (self->session)->name);
}

void window_add_actions (StepshakeWindow *self)
{
    g_action_map_add_action_entries (G_ACTION_MAP (self), entries, G_N_ELEMENTS (entries), self);
    for (unsigned i = 0; i < G_N_ELEMENTS (calls); i++) {
        g_autoptr (GSimpleAction) action = g_simple_action_new (calls[i].name, NULL);
        g_signal_connect_swapped (action, "activate", G_CALLBACK (on_call), self);
        g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
    }
    g_signal_connect_object (self->session, "notify::page", G_CALLBACK (on_page_notify), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (self->session, "notify::observer", G_CALLBACK (on_observer_notify),
                             self, G_CONNECT_SWAPPED);
    on_page_notify (self);
    on_observer_notify (self);
}
