package io.holdfast.etcd;

import io.holdfast.model.outcome.Failure;
import io.holdfast.server.port.Client;
import java.util.concurrent.atomic.AtomicInteger;

/** Who asks, and what is open in its name. */
final class FakeClient implements Client {
    final AtomicInteger open = new AtomicInteger();
    volatile boolean room = true;
    volatile boolean operator;

    @Override
    public boolean isOperator() {
        return operator;
    }

    @Override
    public boolean hasRoom() {
        return room;
    }

    @Override
    public void opened(long commandBytes) {
        open.incrementAndGet();
    }

    @Override
    public void closed(long commandBytes) {
        open.decrementAndGet();
    }

    @Override
    public Failure overdrawn() {
        return Failure.overloaded("too much", 1);
    }
}
