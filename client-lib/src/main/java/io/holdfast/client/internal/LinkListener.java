package io.holdfast.client.internal;

import io.holdfast.wire.ServerFrame;

/**
 * Whoever lives on the streams beside the calls: watches, sessions. {@link Pipeline#add Added} before the start, called on
 * the loop, in the order added; must not block and must not throw. What it submits or sends from here goes out when the
 * event has been told to everybody.
 */
interface LinkListener {
    /** The node greeted: the link takes calls. */
    default void opened(Link link) {}

    /** The stream of a link broke; its calls are dealt with. */
    default void closed(Link link) {}

    /** Something happened to watches of this stream. */
    default void watched(Link link, ServerFrame.Watched frame) {}

    /**
     * Another tick passed; called while {@link #ticking} says so, whenever calls are open and, further apart, while {@link
     * Spread} keeps links for reads or watches.
     */
    default void tick(long now) {}

    /** Whether ticks are needed even while no call is open. */
    default boolean ticking() {
        return false;
    }

    /** The client ended: no link opens any more, and nothing that is submitted is sent. */
    default void ended() {}
}
