package io.holdfast.client.internal;

import io.holdfast.model.notice.Topic;
import io.holdfast.wire.Result;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * What this client is told of whenever it changes. It is told on the stream that writes go out on; whenever that is another
 * one, every topic is subscribed to anew, and counts as changed: what happened in between, nobody told. Confined to the
 * loop.
 */
public final class Topics implements LeaderListener {
    /** How long a request to be told may take before it is made again. */
    private static final long ASK_NANOS = TimeUnit.SECONDS.toNanos(10);

    static final long AGAIN_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    private final Pipeline pipeline;
    private final Loop loop;
    private final Map<Topic, Subscription> subscriptions = new HashMap<>();
    private long stream;
    private boolean ended;

    /**
     * No topics yet.
     *
     * @param pipeline carries the requests. Any thread
     */
    public Topics(Pipeline pipeline) {
        this.pipeline = pipeline;
        this.loop = pipeline.loop();
        pipeline.add(this);
    }

    /**
     * Lets somebody hear that a topic changed, or may have: once a node tells this client of it, whenever the node does so,
     * and whenever another node begins to. Many changes may be told as one. On the loop, as the listener is called, perhaps
     * within this method.
     *
     * @return ends it; on the loop
     */
    public Runnable subscribe(Topic topic, Runnable noticed) {
        return subscriptions.computeIfAbsent(topic, Subscription::new).add(noticed);
    }

    /** How many topics there are somebody listens to, or did until a moment ago. */
    int size() {
        return subscriptions.size();
    }

    @Override
    public void leads() {
        stream++;
        List.copyOf(subscriptions.values()).forEach(Subscription::settle);
    }

    @Override
    public void noticed(List<Topic> topics) {
        for (Topic topic : topics) {
            Subscription known = subscriptions.get(topic);
            if (known != null) {
                known.tell();
            }
        }
    }

    @Override
    public void ended() {
        ended = true;
        subscriptions.clear();
    }

    /** One topic, who wants to hear of it, and what the node knows of that. */
    private final class Subscription {
        private final Topic topic;
        private final List<Runnable> listeners = new ArrayList<>(1);
        private boolean asking;
        /** The stream on which it is told; 0 for none. */
        private long toldOn;

        Subscription(Topic topic) {
            this.topic = topic;
        }

        Runnable add(Runnable noticed) {
            listeners.add(noticed);
            if (toldOn == stream && !asking && stream != 0) {
                noticed.run();
            } else {
                settle();
            }
            return () -> {
                if (listeners.remove(noticed)) {
                    settle();
                }
            };
        }

        void tell() {
            List.copyOf(listeners).forEach(Runnable::run);
        }

        /** Sees that the stream tells of the topic if anybody listens, and only then. One request at a time. */
        void settle() {
            if (asking || ended) {
                return;
            }
            boolean wanted = !listeners.isEmpty();
            boolean told = stream != 0 && toldOn == stream;
            if (wanted == told) {
                if (!wanted) {
                    subscriptions.remove(topic, this);
                }
            } else if (stream != 0) {
                asking = true;
                pipeline.submitOwn(new Wish(this, wanted));
            }
        }
    }

    /** The request to be told, or to be told no more. */
    private final class Wish extends LoopCall {
        private final Subscription subscription;
        private final boolean wanted;
        private long askedOn;

        Wish(Subscription subscription, boolean wanted) {
            super(new Payload.Subscription(subscription.topic, wanted), loop.nanoTime() + ASK_NANOS);
            this.subscription = subscription;
            this.wanted = wanted;
        }

        @Override
        protected void sent(long nowNanos) {
            askedOn = stream;
        }

        @Override
        protected void answered(Result result) {
            if (!(result instanceof Result.Subscribed)) {
                again();
                return;
            }
            subscription.asking = false;
            if (askedOn == stream) {
                subscription.toldOn = wanted ? stream : 0;
                if (wanted) {
                    subscription.tell();
                }
            }
            subscription.settle();
        }

        @Override
        protected void failed(CallFailure failure) {
            again();
        }

        private void again() {
            subscription.asking = false;
            if (!ended) {
                loop.schedule(subscription::settle, AGAIN_NANOS);
            }
        }
    }
}
