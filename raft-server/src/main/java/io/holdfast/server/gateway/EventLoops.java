package io.holdfast.server.gateway;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.util.concurrent.TimeUnit;

/**
 * The threads of the client port: native epoll where it loads (a third less CPU than NIO), else NIO.
 *
 * @param boss accepts connections
 * @param workers serve them
 * @param channel the kind of listening socket that goes with them
 */
record EventLoops(EventLoopGroup boss, EventLoopGroup workers, Class<? extends ServerChannel> channel) {
    /** Starts the threads, {@code gateway-boss-…} and {@code gateway-…}; 0 workers means one a processor. */
    static EventLoops start(int workers) {
        int threads = workers > 0 ? workers : Runtime.getRuntime().availableProcessors();
        boolean epoll = Epoll.isAvailable();
        return new EventLoops(
                group("gateway-boss", 1, epoll),
                group("gateway", threads, epoll),
                epoll ? EpollServerSocketChannel.class : NioServerSocketChannel.class);
    }

    /** What carries the port, for the log. */
    String transport() {
        return channel == EpollServerSocketChannel.class ? "epoll" : "nio";
    }

    /** Lets the threads end; does not wait for them. */
    void close() {
        boss.shutdownGracefully(0, 1, TimeUnit.SECONDS);
        workers.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }

    private static EventLoopGroup group(String name, int threads, boolean epoll) {
        return new MultiThreadIoEventLoopGroup(
                threads,
                new DefaultThreadFactory(name, true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }
}
