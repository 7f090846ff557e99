package io.holdfast.statemachine.config;

import io.holdfast.model.Bytes;
import io.holdfast.model.Limits;
import io.holdfast.model.config.ConfigSetRecord;
import io.holdfast.model.config.Label;
import io.holdfast.model.config.ReleaseHeader;
import io.holdfast.model.config.Rollout;
import io.holdfast.model.snapshot.ConfigRow;
import io.holdfast.statemachine.digest.ConfigContentHash;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A config set, or a name that clients follow under which nothing was published yet: that one keeps no releases, and goes
 * with the last of its clients.
 *
 * @param place its name as a key
 * @param latest the number of its latest release, 0 for none
 * @param current the number of its current release, 0 for none
 * @param keep how many releases are kept besides the current, a staged and the latest one; 0 if it was never made
 * @param schemaChecksum empty without a schema
 * @param releases how many are kept
 * @param bytes of their documents
 * @param clients how many follow it
 * @param rejecting how many of them rejected the staged release
 */
record ConfigSet(
        Bytes place,
        String name,
        long latest,
        long current,
        @Nullable Rollout rollout,
        int keep,
        Bytes schema,
        Bytes schemaChecksum,
        int releases,
        long bytes,
        int clients,
        int rejecting) {
    /** A name that nobody follows and under which nothing was published. */
    static ConfigSet unmade(String name) {
        return new ConfigSet(Bytes.utf8(name), name, 0, 0, null, 0, Bytes.EMPTY, Bytes.EMPTY, 0, 0, 0, 0);
    }

    /** Of a row; releases and clients are yet to come. */
    static ConfigSet of(ConfigRow.Set row) {
        return new ConfigSet(
                Bytes.utf8(row.set()),
                row.set(),
                row.latest(),
                row.current(),
                row.rollout(),
                row.keep(),
                row.schema(),
                row.schemaChecksum(),
                0,
                0,
                0,
                0);
    }

    boolean isMade() {
        return keep > 0;
    }

    /** The number of the staged release; 0 without a rollout. */
    long staged() {
        return rollout == null ? 0 : rollout.release();
    }

    /** Whether a release stays whatever is forgotten. */
    boolean needs(long number) {
        return number == current || number == latest || number == staged();
    }

    /** The set, made if it was not. */
    ConfigSet made() {
        return isMade() ? this : keeping(Limits.DEFAULT_KEPT_RELEASES);
    }

    ConfigSet keeping(int most) {
        return new ConfigSet(
                place,
                name,
                latest,
                current,
                rollout,
                most,
                schema,
                schemaChecksum,
                releases,
                bytes,
                clients,
                rejecting);
    }

    ConfigSet withSchema(Bytes attached, Bytes checksum) {
        return new ConfigSet(
                place, name, latest, current, rollout, keep, attached, checksum, releases, bytes, clients, rejecting);
    }

    /** With another rollout or none, and another current release; none has rejected what is staged anew. */
    ConfigSet rolled(long newCurrent, @Nullable Rollout newRollout) {
        boolean same = newRollout != null && newRollout.release() == staged();
        return new ConfigSet(
                place,
                name,
                latest,
                newCurrent,
                newRollout,
                keep,
                schema,
                schemaChecksum,
                releases,
                bytes,
                clients,
                same ? rejecting : 0);
    }

    /** With another latest release. */
    ConfigSet numbered(long number) {
        return new ConfigSet(
                place,
                name,
                number,
                current,
                rollout,
                keep,
                schema,
                schemaChecksum,
                releases,
                bytes,
                clients,
                rejecting);
    }

    /** With one more release, its latest. */
    ConfigSet adding(ReleaseHeader release) {
        return new ConfigSet(
                place,
                name,
                release.number(),
                current,
                rollout,
                keep,
                schema,
                schemaChecksum,
                releases + 1,
                bytes + release.bytes(),
                clients,
                rejecting);
    }

    ConfigSet forgetting(StoredRelease release) {
        return new ConfigSet(
                place,
                name,
                latest,
                current,
                rollout,
                keep,
                schema,
                schemaChecksum,
                releases - 1,
                bytes - release.header().bytes(),
                clients,
                rejecting);
    }

    /** With so many clients more, and so many more of them that rejected the staged release. */
    ConfigSet followed(int more, int moreRejecting) {
        return new ConfigSet(
                place,
                name,
                latest,
                current,
                rollout,
                keep,
                schema,
                schemaChecksum,
                releases,
                bytes,
                clients + more,
                rejecting + moreRejecting);
    }

    ConfigSetRecord record() {
        return new ConfigSetRecord(name, latest, current, rollout, releases, bytes, keep, schemaChecksum, clients);
    }

    ConfigRow.Set row() {
        return new ConfigRow.Set(name, latest, current, rollout, keep, schema, schemaChecksum);
    }

    long content() {
        long[] numbers = {latest, current, keep, 0, 0, 0, 0, 0, 0};
        List<String> texts = new ArrayList<>(List.of(name));
        if (rollout != null) {
            numbers[3] = rollout.release();
            numbers[4] = rollout.state().number();
            numbers[5] = rollout.sinceMillis();
            numbers[6] = rollout.stage().percent();
            numbers[7] = rollout.stage().haltAt();
            numbers[8] = rollout.stage().labels().size();
            texts.add(rollout.why());
            for (Label label : rollout.stage().labels()) {
                texts.add(label.name());
                texts.add(label.value());
            }
        }
        return ConfigContentHash.ofSet(numbers, texts, schema, schemaChecksum);
    }
}
