package io.holdfast.tls;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The three PEM files of a process, looked at again and again: a whole and valid set that differs from the one in use is
 * taken into use, anything else changes nothing.
 *
 * <p>Files are compared by content: a change of the same size within the same second counts too. Several files cannot be
 * replaced at once, so a set that does not fit together is complained of only when it was seen twice.
 *
 * <p>Safe for any thread; {@link #look} reads files.
 */
public final class MaterialFiles {
    private final LiveMaterial live;
    private MaterialText inUse;
    private @Nullable MaterialText doubted;
    private String doubt = "";
    private boolean complained;

    private MaterialFiles(MaterialText text) throws TlsException {
        this.inUse = text;
        this.live = LiveMaterial.of(TlsMaterial.of(text));
    }

    /**
     * Reads the files for the first time.
     *
     * @param caCert the authorities to believe, one or several
     * @param cert the own certificate, followed by intermediate ones if there are any
     * @param key the own key
     * @throws TlsException as {@link TlsMaterial#load}
     */
    public static MaterialFiles load(Path caCert, Path cert, Path key) throws TlsException {
        return new MaterialFiles(MaterialText.read(caCert, cert, key));
    }

    /** What a look found. */
    public sealed interface Look {
        /** Nothing new, or nothing to say again. */
        record Same() implements Look {}

        /**
         * A new set is in use.
         *
         * @param before what was in use
         * @param after what is
         */
        record Renewed(TlsMaterial before, TlsMaterial after) implements Look {}

        /**
         * The files changed to something that cannot be used; the old set stays. Told once for each such set.
         *
         * @param why what is wrong and with which file
         */
        record Refused(String why) implements Look {}
    }

    /** The material in use. */
    public LiveMaterial live() {
        return live;
    }

    /** Looks whether the files changed, and takes a valid new set into use. Reads files: may block. */
    public synchronized Look look(Instant now) {
        MaterialText text = null;
        try {
            text = inUse.again();
            if (text.sameAs(inUse)) {
                forget();
                return new Look.Same();
            }
            TlsMaterial before = live.current();
            TlsMaterial next = TlsMaterial.of(text);
            requireBetter(before, next, now);
            live.replace(next);
            inUse = text;
            forget();
            return new Look.Renewed(before, next);
        } catch (TlsException e) {
            return doubted(text, String.valueOf(e.getMessage()));
        }
    }

    /** A certificate that peers would refuse does not take the place of one that they accept. */
    private static void requireBetter(TlsMaterial before, TlsMaterial next, Instant now) throws TlsException {
        Optional<String> problem = next.validityProblem(now);
        if (problem.isPresent() && before.validityProblem(now).isEmpty()) {
            throw new TlsException(problem.get());
        }
    }

    private Look doubted(@Nullable MaterialText text, String why) {
        boolean again = doubt.equals(why) && (text == null ? doubted == null : doubted != null && doubted.sameAs(text));
        doubted = text;
        doubt = why;
        if (!again) {
            complained = false;
            return new Look.Same();
        }
        if (complained) {
            return new Look.Same();
        }
        complained = true;
        return new Look.Refused(why);
    }

    private void forget() {
        doubted = null;
        doubt = "";
        complained = false;
    }
}
