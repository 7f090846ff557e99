package io.holdfast.client.recipe;

import io.holdfast.client.HoldfastException;
import io.holdfast.client.WatchEvent;
import io.holdfast.client.cache.CacheListener;
import io.holdfast.client.cache.CacheSnapshot;
import io.holdfast.model.Bytes;
import io.holdfast.model.KeyValue;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Tells a listener of members what a cache tells of keys. Confined to the cache's executor. */
final class GroupDiff implements CacheListener {
    private final GroupKeys keys;
    private final GroupListener listener;
    private final Map<Bytes, Member> known = new TreeMap<>();

    GroupDiff(GroupKeys keys, GroupListener listener) {
        this.keys = keys;
        this.listener = listener;
    }

    @Override
    public void onSnapshot(CacheSnapshot snapshot) {
        List<Bytes> gone = new ArrayList<>();
        known.forEach((key, member) -> {
            boolean stays = snapshot.get(key)
                    .filter(now -> now.createRevision() == member.joined())
                    .isPresent();
            if (!stays) {
                gone.add(key);
            }
        });
        gone.forEach(this::left);
        snapshot.stream().forEach(this::put);
        listener.onCaughtUp();
    }

    @Override
    public void onChanges(CacheSnapshot snapshot, List<WatchEvent> changes) {
        for (WatchEvent event : changes) {
            if (event instanceof WatchEvent.Put put) {
                put(put.keyValue());
            } else {
                left(event.key());
            }
        }
    }

    private void put(KeyValue keyValue) {
        Member now = keys.member(keyValue);
        Member before = known.put(keyValue.key(), now);
        if (before == null) {
            listener.onJoined(now);
        } else if (before.updated() != now.updated()) {
            listener.onUpdated(before, now);
        }
    }

    private void left(Bytes key) {
        Member member = known.remove(key);
        if (member != null) {
            listener.onLeft(member);
        }
    }

    @Override
    public void onStale(Instant since) {
        listener.onStale(since);
    }

    @Override
    public void onEnd(HoldfastException why) {
        listener.onEnd(why);
    }

    @Override
    public String toString() {
        return listener.toString();
    }
}
