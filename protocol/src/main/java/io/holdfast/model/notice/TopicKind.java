package io.holdfast.model.notice;

/** What a topic is about. The number is the one on the wire; it never changes. */
public enum TopicKind {
    /** An election: somebody was elected, published something else, or leads no more. */
    ELECTION(1),
    /** A config set: it has a new release, or a rollout of one changed. */
    CONFIG(2);

    private final int number;

    TopicKind(int number) {
        this.number = number;
    }

    /** The number on the wire. */
    public int number() {
        return number;
    }
}
