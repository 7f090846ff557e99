package io.holdfast.model;

/**
 * The limits of {@code docs/operations.md}: beyond each of them stands a typed refusal.
 *
 * <p>They bind client and server alike, so they live with the vocabulary. Sizes are bytes.
 */
public final class Limits {
    /** The longest key. */
    public static final int MAX_KEY_BYTES = 4 << 10;

    /** The largest value. */
    public static final int MAX_VALUE_BYTES = 1 << 20;

    /** Operations in one transaction, counted per level as etcd does. */
    public static final int MAX_TRANSACTION_OPERATIONS = 128;

    /** How deep transactions nest; the operation budget ends sooner on wide ones. */
    public static final int MAX_TRANSACTION_DEPTH = 16;

    /** Compares and operations of one command in all, however they nest: decoders read no further. */
    public static final int MAX_TRANSACTION_ELEMENTS = 32 << 10;

    /** The largest encoded command. */
    public static final int MAX_COMMAND_BYTES = 3 << 19;

    /** What the name of a request adds to its command, encoded; it comes on top of {@link #MAX_COMMAND_BYTES}. */
    public static final int REQUEST_NAME_BYTES = 64;

    /** The largest frame either side accepts: one command of full size and its envelope fit, as does one reply page. */
    public static final int MAX_FRAME_BYTES = 8 << 20;

    /** Operations in one frame of a client. */
    public static final int MAX_FRAME_REQUESTS = 16 << 10;

    /** What one key-value of an answer takes on the wire beyond its payload, at most. */
    public static final int KEY_VALUE_ENVELOPE_BYTES = 64;

    /** Payload bytes after which a range answer ends its page. One key-value always fits. */
    public static final int MAX_PAGE_BYTES = 4 << 20;

    /** The longest name a client, node or cluster may give itself, in UTF-8 bytes. */
    public static final int MAX_NAME_BYTES = 256;

    /** The longest address, {@code host:port}, in UTF-8 bytes. */
    public static final int MAX_ADDRESS_BYTES = 512;

    /** The longest name in a certificate, in bytes: the longest SPIFFE ID. */
    public static final int MAX_PRINCIPAL_BYTES = 2_048;

    /** The longest explanation an operator may give, in UTF-8 bytes. */
    public static final int MAX_WHY_BYTES = 1_024;

    /** Optional features either side may name in its hello. */
    public static final int MAX_FEATURES = 64;

    /** The shortest time to live of a lease or session, in milliseconds: shorter ones are raised to it. */
    public static final long MIN_TTL_MILLIS = 1_000;

    /** The longest time to live of a lease, in milliseconds; etcd's. */
    public static final long MAX_LEASE_TTL_MILLIS = 9_000_000_000_000L;

    /** The longest time to live of a session, in milliseconds: longer ones are lowered to it. */
    public static final long MAX_SESSION_TTL_MILLIS = 24 * 3_600_000L;

    /** The shortest grace of a session, in milliseconds: what is left for heartbeats below it is eaten up by margins. */
    public static final long MIN_GRACE_MILLIS = 150;

    /** Leases in all, those of sessions included. */
    public static final int MAX_LEASES = 1_000_000;

    /** Sessions in all. */
    public static final int MAX_SESSIONS = 100_000;

    /** How far the numbers of a session's open requests may lie apart. */
    public static final int MAX_OPEN_REQUESTS = 1_024;

    /** The largest outcome that is kept whole for repetitions of its request. */
    public static final int MAX_KEPT_OUTCOME_BYTES = 1 << 10;

    /** How many bytes of outcomes a session keeps; the oldest are condensed beyond it. */
    public static final int MAX_KEPT_SESSION_BYTES = 64 << 10;

    /** Leases in one renewal, and bounds in one checkpoint. */
    public static final int MAX_RENEWALS = 1_024;

    /** Elements of one page of a list of leases or sessions. */
    public static final int MAX_LISTED = 1_000;

    /** The longest name of a lock, in UTF-8 bytes. */
    public static final int MAX_LOCK_NAME_BYTES = 512;

    /** The longest owner or label of an acquisition, in UTF-8 bytes. */
    public static final int MAX_LOCK_TEXT_BYTES = 256;

    /** Waiters on one lock. */
    public static final int MAX_WAITERS = 10_000;

    /** Locks in all. */
    public static final int MAX_LOCKS = 1_000_000;

    /** Acquisitions of one session that hold or wait. */
    public static final int MAX_ACQUISITIONS = 10_000;

    /** Permits of one semaphore. */
    public static final int MAX_PERMITS = 1_000_000;

    /** The longest maximum hold, in milliseconds. */
    public static final long MAX_HOLD_MILLIS = 365 * 24 * 3_600_000L;

    /** The longest lock-delay, in milliseconds. */
    public static final long MAX_LOCK_DELAY_MILLIS = 60_000;

    /** Holds that one command without a token revokes. */
    public static final int MAX_REVOKED = 10_000;

    /** Guards of one write. */
    public static final int MAX_GUARDS = 16;

    /** The longest value that a leader publishes, in bytes. */
    public static final int MAX_ELECTION_VALUE_BYTES = 4_096;

    /** The longest words of how a hold ended, in UTF-8 bytes: by whom, and what is known of why. */
    public static final int MAX_LOCK_WORDS_BYTES = 4_096;

    /** The highest priority of a candidate; the lowest is 0. */
    public static final int MAX_PRIORITY = 1_000;

    /** Changes of elections that are remembered, over all elections. */
    public static final int MAX_ELECTION_CHANGES = 4_096;

    /** The longest name of a topic, in UTF-8 bytes. */
    public static final int MAX_TOPIC_NAME_BYTES = 512;

    /** Topics that one stream is told of. */
    public static final int MAX_TOPICS = 10_000;

    /** The longest name of a config set, in UTF-8 bytes. */
    public static final int MAX_SET_NAME_BYTES = 256;

    /** Documents of one release. */
    public static final int MAX_DOCUMENTS = 100;

    /** The longest path of a document, in UTF-8 bytes. */
    public static final int MAX_DOCUMENT_PATH_BYTES = 512;

    /** Paths and contents of one release together, in bytes. */
    public static final int MAX_RELEASE_BYTES = 1 << 20;

    /** The longest comment on a release, or word on a rollout, in UTF-8 bytes. */
    public static final int MAX_COMMENT_BYTES = 4_096;

    /** The largest schema, in bytes. */
    public static final int MAX_SCHEMA_BYTES = 256 << 10;

    /** Config sets in all. */
    public static final int MAX_CONFIG_SETS = 10_000;

    /** Documents, comments and schemas of all config sets together, in bytes, and 512 for each release. */
    public static final long MAX_CONFIG_BYTES = 256L << 20;

    /** Releases of one set that may be kept. */
    public static final int MAX_KEPT_RELEASES = 1_000;

    /** Releases of one set that are kept unless somebody said otherwise. */
    public static final int DEFAULT_KEPT_RELEASES = 100;

    /** Labels of one client, and of one stage. */
    public static final int MAX_LABELS = 32;

    /** The longest name or value of a label, identity of a client, or reason of a rejection, in UTF-8 bytes. */
    public static final int MAX_CONFIG_TEXT_BYTES = 512;

    /** Clients that follow one config set. */
    public static final int MAX_CONFIG_CLIENTS = 10_000;

    /** What the clients of all config sets say of themselves, in chars, and 256 for each and 64 for each label. */
    public static final long MAX_CONFIG_CLIENT_BYTES = 64L << 20;

    /**
     * How far a restoration sets revision, fencing tokens and the other counters of grants forward, or a multiple of it:
     * further than any cluster counts between two restorations.
     */
    public static final long RESTORATION_LEAP = 1L << 40;

    /** Watches on one stream. */
    public static final int MAX_WATCHES = 10_000;

    private Limits() {}
}
