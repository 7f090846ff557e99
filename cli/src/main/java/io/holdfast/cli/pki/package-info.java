/** The word {@code pki}: an authority of one's own, certificates, and what is in them. */
@NullMarked
package io.holdfast.cli.pki;

import org.jspecify.annotations.NullMarked;
