package io.holdfast.client.internal;

/** Hears what callers' listeners throw, so that nothing is swallowed. Any thread; what it throws itself is logged. */
@FunctionalInterface
public interface ErrorSink {
    /** A listener, named for people, threw. */
    void failed(String listener, Throwable thrown);
}
