package io.holdfast.server.gateway;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
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
import java.util.function.Consumer;

/**
 * The threads of the client port: native epoll where it loads (a third less CPU than NIO), else NIO.
 *
 * @param boss accepts connections
 * @param workers serve them
 * @param channel the kind of listening socket that goes with them
 */
record EventLoops(EventLoopGroup boss, EventLoopGroup workers, Class<? extends ServerChannel> channel) {
    /**
     * Starts the threads, {@code gateway-boss-…} and {@code gateway-…}.
     *
     * @param workers how many of the latter; 0 means one a processor
     * @param accepted gets each connection before a worker does; called by the boss
     */
    static EventLoops start(int workers, Consumer<Channel> accepted) {
        int threads = workers > 0 ? workers : Runtime.getRuntime().availableProcessors();
        boolean epoll = Epoll.isAvailable();
        return new EventLoops(
                group("gateway-boss", 1, epoll, channel -> {}),
                group("gateway", threads, epoll, accepted),
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

    private static EventLoopGroup group(String name, int threads, boolean epoll, Consumer<Channel> registered) {
        return new MultiThreadIoEventLoopGroup(
                threads,
                new DefaultThreadFactory(name, true),
                epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory()) {
            /** gRPC lets nobody at a connection; this is where it comes by. */
            @Override
            public ChannelFuture register(Channel channel) {
                registered.accept(channel);
                return super.register(channel);
            }
        };
    }
}
