package io.holdfast.statemachine.config;

import io.holdfast.model.Limits;
import io.holdfast.model.config.ConfigClientRecord;
import io.holdfast.model.config.ConfigSetRecord;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.Rollout;
import java.util.ArrayList;
import java.util.List;

/** A part of a list that fits one answer: bounded by count and by bytes, of which a single element always fits. */
final class Page<T> {
    /** The most UTF-8 bytes that one char takes. */
    private static final long CHAR_BYTES = 3;

    /** What an element takes on the wire besides its texts, at most; and a label. */
    private static final long ENVELOPE_BYTES = 256;

    private static final long LABEL_BYTES = 24;

    private final int limit;
    private final long maxBytes;
    private final List<T> elements = new ArrayList<>();
    private long bytes;

    /**
     * An empty page.
     *
     * @param limit what the asker wants at most; 0 or less for as much as there may be
     * @param maxBytes encoded
     */
    Page(int limit, long maxBytes) {
        this.limit = limit <= 0 ? Limits.MAX_LISTED : Math.min(limit, Limits.MAX_LISTED);
        this.maxBytes = maxBytes;
    }

    /** Adds an element of so many bytes; false, and nothing happens, if the page is full. */
    boolean add(T element, long size) {
        if (elements.size() == limit || (!elements.isEmpty() && bytes + size > maxBytes)) {
            return false;
        }
        elements.add(element);
        bytes += size;
        return true;
    }

    List<T> elements() {
        return elements;
    }

    static long sizeOf(ConfigSetRecord set) {
        Rollout rollout = set.rollout();
        long stage = rollout == null
                ? 0
                : chars(rollout.why()) + sizeOf(rollout.stage().labels());
        return ENVELOPE_BYTES + chars(set.set()) + stage;
    }

    static long sizeOf(ReleaseHeader header) {
        return ENVELOPE_BYTES + chars(header.set()) + chars(header.author()) + chars(header.comment());
    }

    static long sizeOf(ConfigClientRecord client) {
        return ENVELOPE_BYTES + chars(client.identity()) + chars(client.reason()) + sizeOf(client.labels());
    }

    private static long sizeOf(List<Label> labels) {
        long size = 0;
        for (Label label : labels) {
            size += LABEL_BYTES + chars(label.name()) + chars(label.value());
        }
        return size;
    }

    private static long chars(String text) {
        return CHAR_BYTES * text.length();
    }
}
