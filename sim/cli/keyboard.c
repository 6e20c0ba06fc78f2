#include "cli/cli.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/select.h>
#include <termios.h>
#include <unistd.h>

/* Keys as they are pressed. The terminal belongs to the user: every way out of here, a signal's
 * too, leaves it as it was found. */

static struct termios cooked, raw;
static sigset_t outside; /* the signals that are blocked while nobody plays */
static volatile sig_atomic_t active, full, redraw;

static const char enter_screen[] = "\033[?1049h\033[?25l", leave_screen[] = "\033[?25h\033[?1049l";

/* What these two do is allowed in a signal handler. */
static void take_terminal (void)
{
    tcsetattr (STDIN_FILENO, TCSADRAIN, &raw);
    if (full && write (STDOUT_FILENO, enter_screen, sizeof enter_screen - 1) < 0)
        return;
    active = 1;
}

static void give_terminal_back (void)
{
    if (!active)
        return;
    active = 0;
    tcsetattr (STDIN_FILENO, TCSADRAIN, &cooked);
    if (full && write (STDOUT_FILENO, leave_screen, sizeof leave_screen - 1) < 0)
        return;
}

static void catch_signal (int number, void (*handler) (int))
{
    struct sigaction action = {.sa_handler = handler};
    sigemptyset (&action.sa_mask);
    sigaction (number, &action, NULL);
}

/* Does what the signal would have done without us. */
static void raise_default (int number)
{
    sigset_t only;
    catch_signal (number, SIG_DFL);
    sigemptyset (&only);
    sigaddset (&only, number);
    raise (number);
    sigprocmask (SIG_UNBLOCK, &only, NULL);
}

static void on_fatal (int number)
{
    give_terminal_back ();
    raise_default (number);
}

static void on_stop (int number)
{
    int saved = errno;
    give_terminal_back ();
    raise_default (number);
    /* Somebody has continued us. */
    catch_signal (number, on_stop);
    take_terminal ();
    redraw = 1;
    errno = saved;
}

static void on_resize (int number)
{
    redraw = 1;
}

/* From here on these two wait until we wait for a key: no stop in the middle of a screen, and no
 * redraw that comes between looking for it and waiting. */
static void hold_back_signals (void)
{
    sigset_t held;
    sigemptyset (&held);
    sigaddset (&held, SIGTSTP);
    sigaddset (&held, SIGWINCH);
    sigprocmask (SIG_BLOCK, &held, &outside);
}

bool cli_keyboard_begin (bool full_screen)
{
    if (!isatty (STDIN_FILENO) || !isatty (STDOUT_FILENO) || tcgetattr (STDIN_FILENO, &cooked) != 0)
        return false;
    raw = cooked;
    raw.c_lflag &= (tcflag_t) ~(ICANON | ECHO);
    raw.c_cc[VMIN] = 1;
    raw.c_cc[VTIME] = 0;
    full = full_screen;
    static const int fatal[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};
    for (unsigned i = 0; i < G_N_ELEMENTS (fatal); i++)
        catch_signal (fatal[i], on_fatal);
    hold_back_signals ();
    catch_signal (SIGTSTP, on_stop);
    catch_signal (SIGWINCH, on_resize);
    take_terminal ();
    return true;
}

void cli_keyboard_end (void)
{
    give_terminal_back ();
    sigprocmask (SIG_SETMASK, &outside, NULL);
}

/* The byte that comes within WAIT milliseconds (-1: at any time); -1: none; -2: a signal came. */
static int read_byte (int wait)
{
    struct timespec time = {.tv_nsec = (long)MAX (wait, 0) * 1000000};
    unsigned char byte;
    fd_set input;
    FD_ZERO (&input);
    FD_SET (STDIN_FILENO, &input);
    int ready = pselect (STDIN_FILENO + 1, &input, NULL, NULL, wait < 0 ? NULL : &time, &outside);
    if (ready < 0 && errno == EINTR)
        return -2;
    return ready > 0 && read (STDIN_FILENO, &byte, 1) == 1 ? byte : -1;
}

static int key_of (int byte)
{
    return byte == '\n' || byte == '\r' || byte == ' ' ? 'n' : byte;
}

/* Behind an escape: an arrow key is `[A` or `OA`, with parameters in between; else it was Escape
 * alone, or Alt with a key. */
static int read_sequence (void)
{
    int byte;
    do {
        byte = read_byte (50);
    } while (byte == 033); /* Alt with an arrow, on some terminals */
    if (byte != '[' && byte != 'O')
        return byte > 033 ? key_of (byte) : 0;
    do {
        byte = read_byte (50);
    } while (byte >= 0x20 && byte <= 0x3f);
    switch (byte) {
    case 'A':
        return CLI_KEY_UP;
    case 'B':
        return CLI_KEY_DOWN;
    case 'C':
        return 'n';
    case 'D':
        return 'b';
    default:
        return 0;
    }
}

int cli_text_key (void)
{
    for (;;) {
        if (redraw) {
            redraw = 0;
            return CLI_KEY_REDRAW;
        }
        int byte = read_byte (-1);
        if (byte == -1)
            return CLI_KEY_ESCAPE;
        if (byte == 033) {
            int next = read_byte (50);
            if (next != '[' && next != 'O')
                return CLI_KEY_ESCAPE;
            int last = read_byte (50);
            while (last >= 0x20 && last <= 0x3f)
                last = read_byte (50);
            if (last == 'A' || last == 'B')
                return last == 'A' ? CLI_KEY_UP : CLI_KEY_DOWN;
        } else if (byte != -2) {
            return byte == '\n' ? '\r' : byte == 0x08 ? 0x7f : byte;
        }
    }
}

int cli_key (void)
{
    for (;;) {
        if (redraw) {
            redraw = 0;
            return CLI_KEY_REDRAW;
        }
        int byte = read_byte (-1);
        if (byte == -1)
            return 'q';
        if (byte != -2 && byte != 033)
            return key_of (byte);
        int key = byte == 033 ? read_sequence () : 0;
        if (key != 0)
            return key;
    }
}
