package io.holdfast.client.internal;

import io.netty.channel.EventLoop;
import java.util.concurrent.TimeUnit;

/** The loop as a Netty event loop, the same on which the connections live: a frame and its calls never change threads. */
record NettyLoop(EventLoop eventLoop) implements Loop {
    @Override
    public boolean inLoop() {
        return eventLoop.inEventLoop();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public void execute(Runnable task) {
        eventLoop.execute(task);
    }

    @Override
    public void schedule(Runnable task, long delayNanos) {
        // Netty keeps what a scheduled task throws in a future nobody reads; an immediate task's it logs.
        eventLoop.schedule(() -> eventLoop.execute(task), delayNanos, TimeUnit.NANOSECONDS);
    }
}
