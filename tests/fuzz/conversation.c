/* A client and a server of ours, and between them a man who has all keys. The first byte picks
 * their policies, the second: 1 look at everything afterwards, 2 the meddler also makes his sender
 * believe that it said what he made of it, so that Finished and CertificateVerify behind it are
 * right; 4 the server packs its flight. Then come operations, one for each record on its way: a
 * byte that picks a row of the table, and what that reads. Behind the end of the input all goes its
 * way. What comes out is sealed again as the receiver will open it. */
#include "judge.h"

#include "../unit/rogue.h"
#include "meddle.h"

#include <string.h>

enum { LOOK = 7, CONVINCE = 8, PACK = 16 };

typedef struct {
    RoguePair pair;
    FuzzJudge judge[2];
    FuzzInput in;
    unsigned flags, stage;
    unsigned unmeddled;  /* so many records go their way first */
    MeddlePiece held[2]; /* to go out behind the sender's next record */
    GPtrArray *past;     /* MeddlePiece: all that was on its way so far */
} Talk;

/* ---- Delivering ---- */

/* Steps PARTY as long as it reads. */
static void let_read (Talk *talk, TlsRole role)
{
    TlsParty *party = talk->pair.party[role];
    while (tls_party_wait (party) == TLS_WAIT_BYTES && fuzz_judge_step (&talk->judge[role]))
        ;
}

/* The sender believes that the messages were what the receiver has heard. */
static void convince (Talk *talk, TlsRole sender)
{
    TlsParty *from = talk->pair.party[sender], *to = talk->pair.party[!sender];
    if (!(talk->flags & CONVINCE))
        return;
    if (from->branch != NULL && to->branch != NULL) { /* of an answer behind the handshake */
        crypto_hasher_free (from->branch);
        from->branch = crypto_hasher_copy (to->branch);
    }
    if (from->outcome != TRACE_RUNNING || to->outcome != TRACE_RUNNING)
        return;
    if (to->transcript != NULL && from->transcript != NULL) {
        crypto_hasher_free (from->transcript);
        from->transcript = crypto_hasher_copy (to->transcript);
    } else if (to->transcript == NULL && from->transcript == NULL) {
        g_byte_array_set_size (from->early_transcript, 0);
        base_append_span (from->early_transcript,
                          base_span (to->early_transcript->data, to->early_transcript->len));
    }
}

static void deliver (Talk *talk, TlsRole sender, const MeddlePiece *piece, int record)
{
    TlsRole to = !sender;
    g_autoptr (GByteArray) bytes = meddle_wrap (piece, talk->pair.party[to]);
    BaseSpan all = base_span (bytes->data, bytes->len);
    bool same =
        record >= 0 &&
        base_span_equal (all, base_span_bytes (trace_record (talk->pair.trace, record)->sent));
    FuzzInput in = {all};
    do {
        fuzz_judge_feed (&talk->judge[to],
                         fuzz_take_bytes (&in, piece->cut > 0 ? piece->cut : G_MAXSIZE),
                         same ? record : -1);
        let_read (talk, to);
    } while (in.rest.size > 0);
    convince (talk, sender);
}

/* ---- Operations ---- */

static BaseSpan take_some (Talk *talk)
{
    return fuzz_take_bytes (&talk->in, fuzz_take (&talk->in, 2) % 0x4200);
}

typedef struct {
    TlsRole sender;
    int record;         /* in the trace */
    MeddlePiece *piece; /* what it holds */
} OnItsWay;

static void send_it (Talk *talk, const OnItsWay *it)
{
    deliver (talk, it->sender, it->piece, it->record);
}

static void send_new (Talk *talk, const OnItsWay *it)
{
    MeddlePiece piece = {.type = (uint8_t)fuzz_take (&talk->in, 1), .sealed = it->piece->sealed};
    BaseSpan content = take_some (talk);
    piece.content = g_byte_array_new ();
    base_append_span (piece.content, content);
    deliver (talk, it->sender, &piece, -1);
    g_byte_array_unref (piece.content);
}

static void pass_on (Talk *talk, const OnItsWay *it)
{
    talk->unmeddled = fuzz_take (&talk->in, 1);
    send_it (talk, it);
}

static void drop (Talk *talk, const OnItsWay *it)
{
}

static void send_twice (Talk *talk, const OnItsWay *it)
{
    send_it (talk, it);
    send_it (talk, it);
}

static void send_behind_new (Talk *talk, const OnItsWay *it)
{
    send_new (talk, it);
    send_it (talk, it);
}

static void send_before_new (Talk *talk, const OnItsWay *it)
{
    send_it (talk, it);
    send_new (talk, it);
}

static void edit_bytes (Talk *talk, const OnItsWay *it)
{
    unsigned at = fuzz_take (&talk->in, 2), gone = fuzz_take (&talk->in, 1);
    BaseSpan with = fuzz_take_bytes (&talk->in, fuzz_take (&talk->in, 1));
    meddle_splice (it->piece->content, at, gone, with);
    send_it (talk, it);
}

static void edit_field (Talk *talk, const OnItsWay *it)
{
    unsigned field = fuzz_take (&talk->in, 2), how = fuzz_take (&talk->in, 1);
    BaseSpan with = how % MEDDLE_N_WAYS == MEDDLE_REPLACE ? take_some (talk) : base_span (NULL, 0);
    meddle_field (it->piece, field, (MeddleWay)(how % MEDDLE_N_WAYS), with);
    send_it (talk, it);
}

static void send_in_two (Talk *talk, const OnItsWay *it)
{
    MeddlePiece rest = *it->piece;
    guint at = fuzz_take (&talk->in, 2) % (it->piece->content->len + 1);
    rest.content = g_byte_array_new ();
    base_append_span (rest.content,
                      base_span (it->piece->content->data + at, it->piece->content->len - at));
    g_byte_array_set_size (it->piece->content, at);
    send_it (talk, it);
    deliver (talk, it->sender, &rest, -1);
    g_byte_array_unref (rest.content);
}

static void hold_back (Talk *talk, const OnItsWay *it)
{
    meddle_clear (&talk->held[it->sender]);
    talk->held[it->sender] = meddle_copy (it->piece);
}

/* One record of what was held back and this. */
static void join (Talk *talk, const OnItsWay *it)
{
    MeddlePiece *held = &talk->held[it->sender];
    if (held->content != NULL) {
        g_byte_array_prepend (it->piece->content, held->content->data, held->content->len);
        meddle_clear (held);
    }
    send_it (talk, it);
}

static void send_as_other_type (Talk *talk, const OnItsWay *it)
{
    it->piece->type = (uint8_t)fuzz_take (&talk->in, 1);
    send_it (talk, it);
}

static void pad (Talk *talk, const OnItsWay *it)
{
    it->piece->padding = fuzz_take (&talk->in, 2) % 0x4200;
    send_it (talk, it);
}

static void send_raw (Talk *talk, const OnItsWay *it)
{
    BaseSpan bytes = take_some (talk);
    fuzz_judge_feed (&talk->judge[!it->sender], bytes, -1);
    let_read (talk, !it->sender);
    send_it (talk, it);
}

static void flip (Talk *talk, const OnItsWay *it)
{
    it->piece->flip_at = fuzz_take (&talk->in, 2);
    it->piece->flip = (uint8_t)fuzz_take (&talk->in, 1);
    send_it (talk, it);
}

static void cut_up (Talk *talk, const OnItsWay *it)
{
    it->piece->cut = 1 + fuzz_take (&talk->in, 1);
    send_it (talk, it);
}

static void send_in_clear (Talk *talk, const OnItsWay *it)
{
    it->piece->sealed = !it->piece->sealed;
    send_it (talk, it);
}

static void replay (Talk *talk, const OnItsWay *it)
{
    unsigned which = fuzz_take (&talk->in, 1);
    send_it (talk, it);
    if (talk->past->len > 0)
        deliver (talk, it->sender, g_ptr_array_index (talk->past, which % talk->past->len), -1);
}

static void end_transport (Talk *talk, const OnItsWay *it)
{
    tls_party_receive_end (talk->pair.party[!it->sender]);
    let_read (talk, !it->sender);
}

/* The parties' users have their say. */
static void say (Talk *talk, const OnItsWay *it)
{
    unsigned choice = fuzz_take (&talk->in, 1);
    TlsParty *party = talk->pair.party[choice % 2];
    if (choice & 2)
        tls_party_close (party);
    else
        tls_party_send (party, take_some (talk));
    send_it (talk, it);
}

typedef void (*Operation) (Talk *talk, const OnItsWay *it);
static const Operation operations[] = {
    pass_on,
    drop,
    send_new,
    send_behind_new,
    send_before_new,
    send_twice,
    edit_bytes,
    edit_field,
    send_in_two,
    hold_back,
    join,
    send_as_other_type,
    pad,
    send_raw,
    flip,
    cut_up,
    send_in_clear,
    replay,
    end_transport,
    say,
};

static void meddle (Talk *talk, const OnItsWay *it)
{
    if (talk->unmeddled > 0) {
        talk->unmeddled--;
        send_it (talk, it);
    } else if (talk->in.rest.size == 0) {
        send_it (talk, it);
    } else {
        operations[fuzz_take (&talk->in, 1) % G_N_ELEMENTS (operations)](talk, it);
    }
    /* What was held back before this one follows it. */
    MeddlePiece *held = &talk->held[it->sender];
    if (held->content != NULL && held->age++ > 0) {
        MeddlePiece piece = *held;
        held->content = NULL;
        deliver (talk, it->sender, &piece, -1);
        meddle_clear (&piece);
    }
}

/* ---- The conversation ---- */

enum { MOST_RECORDS = 400 };

static bool pass_record (Talk *talk, TlsRole sender)
{
    int index = tls_party_take (talk->pair.party[sender]);
    if (index < 0)
        return false;
    MeddlePiece *piece =
        meddle_unwrap (trace_record (talk->pair.trace, index), fuzz_stage_dialect (talk->stage));
    OnItsWay it = {sender, index, piece};
    MeddlePiece *kept = g_new (MeddlePiece, 1);
    *kept = meddle_copy (piece);
    meddle (talk, &it);
    g_ptr_array_add (talk->past, kept);
    meddle_free (piece);
    return true;
}

static void converse (Talk *talk)
{
    for (bool moved = true; moved && talk->past->len < MOST_RECORDS;) {
        moved = false;
        for (int role = TLS_CLIENT; role <= TLS_SERVER; role++) {
            talk->pair.clock.now += 1000;
            moved |= fuzz_judge_step (&talk->judge[role]);
            while (pass_record (talk, (TlsRole)role))
                moved = true;
        }
    }
}

static void begin (Talk *talk, BaseSpan input)
{
    talk->in.rest = input;
    unsigned stage = talk->stage = fuzz_take (&talk->in, 1);
    talk->flags = fuzz_take (&talk->in, 1);
    TlsConfig *configs[] = {fuzz_stage (stage, TLS_CLIENT), fuzz_stage (stage, TLS_SERVER)};
    configs[TLS_SERVER]->coalesce = (talk->flags & PACK) != 0;
    rogue_pair_init_with (&talk->pair, configs, NULL);
    for (int role = TLS_CLIENT; role <= TLS_SERVER; role++)
        fuzz_judge_init (&talk->judge[role], talk->pair.party[role], talk->pair.trace);
    talk->past = g_ptr_array_new_with_free_func (meddle_free);
}

/* What nobody meddled with went well in TLS 1.2: so records are sealed again as they should be. */
static void check_unmeddled (const Talk *talk)
{
    if (fuzz_stage_dialect (talk->stage).version == WIRE_TLS12)
        for (int role = TLS_CLIENT; role <= TLS_SERVER; role++)
            g_assert_cmpint (tls_party_outcome (talk->pair.party[role]), ==, TRACE_CLOSED);
}

void fuzz_conversation (BaseSpan input)
{
    enum { NOTHING = 2 }; /* no operation */
    Talk talk = {0};
    begin (&talk, input);
    converse (&talk);
    for (int role = TLS_CLIENT; role <= TLS_SERVER; role++)
        fuzz_judge_end (&talk.judge[role]);
    if (input.size <= NOTHING)
        check_unmeddled (&talk);
    fuzz_judge_trace (talk.pair.trace, talk.flags & LOOK);
    for (int role = TLS_CLIENT; role <= TLS_SERVER; role++)
        meddle_clear (&talk.held[role]);
    g_ptr_array_unref (talk.past);
    rogue_pair_clear (&talk.pair);
}
