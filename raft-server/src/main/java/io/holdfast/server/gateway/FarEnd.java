package io.holdfast.server.gateway;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.unix.Errors;
import java.io.IOException;

/**
 * Sees who ended one connection. It counts as ended by the far end only if the socket said so: by the end of what it sends
 * (FIN), or by a reset. Everything else that ends a connection is not the far end's doing, as far as anybody here can tell:
 * this node closes it, gives it up because pings are not answered, stops, or the network is gone for too long.
 *
 * <p>The first handler of its connection, so that nothing stands between it and the socket. It needs
 * {@link io.netty.channel.ChannelOption#ALLOW_HALF_CLOSURE}: without it Netty closes the connection at a FIN as it does for any
 * other reason. Nobody half-closes a connection of this protocol, so a FIN ends it here too. Confined to the connection's
 * event loop.
 */
final class FarEnd extends ChannelDuplexHandler {
    /** What ended the connection, decided by what came first. */
    private enum End {
        NONE,
        FAR,
        OTHER
    }

    private End end = End.NONE;

    /** Whether the far end was seen to end it. */
    boolean hasEndedIt() {
        return end == End.FAR;
    }

    private void endedBy(End first) {
        if (end == End.NONE) {
            end = first;
        }
    }

    /** A read failed: the input counts as shut down after that, too. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof IOException failure) {
            endedBy(isReset(failure) ? End.FAR : End.OTHER);
        }
        ctx.fireExceptionCaught(cause);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof ChannelInputShutdownEvent) {
            endedBy(End.FAR);
            ctx.close();
        } else {
            ctx.fireUserEventTriggered(event);
        }
    }

    /** A write may find the connection reset before a read does. */
    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        ChannelPromise written = promise.unvoid();
        written.addListener((ChannelFutureListener) done -> {
            if (done.cause() instanceof IOException failure && isReset(failure)) {
                endedBy(End.FAR);
            }
        });
        ctx.write(message, written);
    }

    /** This node closes it. */
    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        endedBy(End.OTHER);
        ctx.close(promise);
    }

    private static boolean isReset(IOException failure) {
        if (failure instanceof Errors.NativeIoException known) {
            int error = known.expectedErr();
            return error == Errors.ERRNO_ECONNRESET_NEGATIVE || error == Errors.ERRNO_EPIPE_NEGATIVE;
        }
        // The JDK has no other way to tell.
        String words = String.valueOf(failure.getMessage());
        return words.startsWith("Connection reset") || words.startsWith("Broken pipe");
    }
}
