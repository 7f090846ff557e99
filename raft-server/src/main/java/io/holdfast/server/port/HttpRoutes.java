package io.holdfast.server.port;

import io.holdfast.model.Bytes;
import java.io.IOException;

/**
 * Paths of the operations port that a gateway module serves, to whoever may call its services on the client port: the
 * caller's certificate is checked before. Requests run on threads of their own, which may wait; there are few of them.
 */
public interface HttpRoutes {
    /** Whether a path is served, and how long its requests may take. */
    enum Pace {
        /** Nobody serves it here. */
        NONE,
        /** Answered within seconds, whatever happens. */
        BRIEF,
        /** Answered when there is something to answer, perhaps many times: fewer of these are let in at once. */
        PATIENT
    }

    /** What becomes of requests to this path. */
    Pace pace(String path);

    /**
     * Answers a request. If this throws, the answer ends where it is.
     *
     * @throws IOException if the caller cannot be written to, or must not be any more
     * @throws InterruptedException if the server closes
     */
    void serve(Request request, Answer answer) throws IOException, InterruptedException;

    /**
     * A request.
     *
     * @param method {@code GET}, {@code POST}, …
     * @param path as in {@link #pace}
     * @param client who asks, to be asked for room
     * @param body all of it
     */
    record Request(String method, String path, Client client, Bytes body) {}

    /** Where to answer: once, or a beginning and then parts. Confined to the thread that serves; writing may wait. */
    interface Answer {
        /** A whole answer. */
        void send(int status, String contentType, byte[] body) throws IOException;

        /** The beginning of an answer of unknown length, with status 200. */
        void begin(String contentType) throws IOException;

        /** A part of it, which the caller has when it comes. */
        void part(byte[] bytes) throws IOException;
    }
}
