package io.holdfast.server.port;

import io.grpc.Attributes;
import io.holdfast.model.outcome.Failure;

/**
 * Who is behind a call, as its connection's certificate shows, and what that principal has open on this node over all of
 * its connections. A gateway counts every operation that it takes up and the bytes of its command, until it is answered.
 *
 * <p>Safe for any thread; never blocks.
 */
public interface Client {
    /** Where a call's attributes have it. */
    Attributes.Key<Client> KEY = Attributes.Key.create("io.holdfast.client");

    /** Whether the certificate is an operator's. */
    boolean isOperator();

    /** Whether one more operation may be taken up. */
    boolean hasRoom();

    /** An operation was taken up. */
    void opened(long commandBytes);

    /** An operation was answered. */
    void closed(long commandBytes);

    /** Why an operation is not taken up when there is no room. */
    Failure overdrawn();
}
