package io.holdfast.model.notice;

import java.util.Objects;

/**
 * Something that changes, under a name. Whoever asks for a topic is told that it changed, not how: many changes may be told
 * as one, so that a slow listener costs nothing; what they were is then read, by number, from the state.
 *
 * @param kind what it is about
 * @param name which one
 */
public record Topic(TopicKind kind, String name) {
    /** Refuses null. */
    public Topic {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
    }
}
