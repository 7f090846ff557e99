/** Tests of snapshots: states as rows and files, and back. */
@NullMarked
package io.holdfast.statemachine.snapshot;

import org.jspecify.annotations.NullMarked;
