package io.holdfast.etcd.http;

import com.google.protobuf.Message;
import io.holdfast.etcd.proto.WatchProgressRequest;
import io.holdfast.etcd.proto.WatchRequest;
import org.jspecify.annotations.Nullable;

/**
 * What is done about a stream on which nothing was sent for long: only who is written to can be found to be gone.
 *
 * @param request what is asked of the service, so that it says something; null if what it said last is said again
 */
record Nudge(@Nullable Message request) {
    static Nudge of(String method) {
        return new Nudge(
                method.equals("etcdserverpb.Watch/Watch")
                        ? WatchRequest.newBuilder()
                                .setProgressRequest(WatchProgressRequest.getDefaultInstance())
                                .build()
                        : null);
    }
}
