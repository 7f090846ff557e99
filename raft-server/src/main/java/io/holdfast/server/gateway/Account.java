package io.holdfast.server.gateway;

import io.holdfast.model.outcome.Failure;
import io.holdfast.server.config.ServerConfig.PrincipalBounds;
import io.holdfast.server.port.Client;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one principal has open on this node, over all of its connections and streams: operations taken up and not yet
 * answered, and the bytes of their commands.
 *
 * <p>A stream's credit bounds one stream; whoever opens a thousand of them would fill the queues of the core all the same
 * and every other principal would be refused with it. So nobody may have more open than a part of what the queues hold.
 * What keeps leases alive does not count: overload must not cost anybody a session.
 *
 * <p>Safe for any thread. The bound is checked before operations are counted, by several event loops at once, so it may be
 * exceeded by what each of them takes up in the same moment: one operation an event loop.
 */
final class Account implements Client {
    /** Several times what a full queue takes to empty. */
    private static final long RETRY_AFTER_MILLIS = 200;

    private final String principal;
    private final boolean operator;
    private final PrincipalBounds bounds;
    private final AtomicLong operations = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicInteger connections = new AtomicInteger();

    Account(String principal, boolean operator, PrincipalBounds bounds) {
        this.principal = principal;
        this.operator = operator;
        this.bounds = bounds;
    }

    @Override
    public boolean isOperator() {
        return operator;
    }

    @Override
    public boolean hasRoom() {
        return operations.get() < bounds.operations() && bytes.get() < bounds.openBytes();
    }

    @Override
    public void opened(long commandBytes) {
        operations.incrementAndGet();
        bytes.addAndGet(commandBytes);
    }

    @Override
    public void closed(long commandBytes) {
        operations.decrementAndGet();
        bytes.addAndGet(-commandBytes);
    }

    /** Operations taken up and not answered. */
    long operations() {
        return operations.get();
    }

    /** Bytes of their commands. */
    long bytes() {
        return bytes.get();
    }

    /** A connection was opened. Whether there is room for it: then it counts until {@link #disconnected}. */
    boolean connected() {
        if (connections.incrementAndGet() <= bounds.connections()) {
            return true;
        }
        connections.decrementAndGet();
        return false;
    }

    /** What a connection beyond the bound is told. */
    String surplus() {
        return principal + " has " + bounds.connections()
                + " connections to this node already; close some or use another node";
    }

    /** A connection is gone. */
    void disconnected() {
        connections.decrementAndGet();
    }

    /** Whether it has neither a connection nor anything open. */
    boolean isIdle() {
        return connections.get() == 0 && operations.get() == 0;
    }

    @Override
    public Failure overdrawn() {
        return Failure.overloaded(
                principal + " has " + bounds.operations() + " operations or " + bounds.openBytes()
                        + " bytes of commands open on this node over all its connections, and may not have more;"
                        + " wait for results",
                RETRY_AFTER_MILLIS);
    }
}
