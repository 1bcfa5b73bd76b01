package io.github.redisqueues.testing.history;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.github.redisqueues.testing.history.LockEvent.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The checkers checked: what is planted into a good history is found.
 */
class LockHistoryCheckTests {

	private final List<LockEvent> events = new ArrayList<>(
			List.of(new LockEvent(Kind.ACQUIRED, 10, "a", 1), new LockEvent(Kind.WRITTEN, 11, "a", 1),
					new LockEvent(Kind.RELEASED, 20, "a", 1), new LockEvent(Kind.ACQUIRED, 25, "b", 2),
					new LockEvent(Kind.BELIEVED, 30, "b", 2), new LockEvent(Kind.WRITTEN, 31, "b", 2),
					new LockEvent(Kind.LOST, 60, "b", 2), new LockEvent(Kind.ACQUIRED, 40, "a", 5),
					new LockEvent(Kind.WRITTEN, 45, "a", 5), new LockEvent(Kind.RELEASED, 50, "a", 5)));

	@Test
	void findNothingInAGoodHistory() {
		assertThat(findings()).isEmpty();
	}

	@Test
	void findAnOverlapUpToTheLastBelief() {
		this.events.add(new LockEvent(Kind.BELIEVED, 41, "b", 2));
		assertThat(findings()).singleElement().asString().startsWith("overlap: ");
	}

	@Test
	void findAnOverlapUpToTheRelease() {
		this.events.set(2, new LockEvent(Kind.RELEASED, 26, "a", 1));
		assertThat(findings()).singleElement().asString().startsWith("overlap: ");
	}

	@Test
	void findAnOverlapWithAHoldThatBeganLongBefore() {
		this.events.set(2, new LockEvent(Kind.RELEASED, 42, "a", 1));
		assertThat(findings()).hasSize(2).allMatch((finding) -> finding.startsWith("overlap: "));
	}

	@Test
	void findATokenThatWasUsedAgain() {
		this.events.add(new LockEvent(Kind.ACQUIRED, 70, "b", 5));
		assertThat(findings()).singleElement().asString().startsWith("token not greater: ");
	}

	@Test
	void findATokenThatTheSameHolderGotAgain() {
		this.events.add(new LockEvent(Kind.ACQUIRED, 70, "a", 5));
		assertThat(findings()).singleElement().asString().startsWith("acquired twice: ");
	}

	@Test
	void findATokenThatFell() {
		this.events.add(new LockEvent(Kind.ACQUIRED, 70, "b", 4));
		assertThat(findings()).singleElement().asString().startsWith("token not greater: ");
	}

	@Test
	void findAStaleWrite() {
		this.events.add(new LockEvent(Kind.WRITTEN, 61, "b", 2));
		assertThat(findings()).singleElement().asString().startsWith("stale write: ");
	}

	@Test
	void allowAStaleWriteThatWasRefused() {
		this.events.add(new LockEvent(Kind.REFUSED, 61, "b", 2));
		assertThat(findings()).isEmpty();
	}

	/**
	 * A release that does not compare its owner: b's stale one lets c in beside a.
	 */
	@Test
	void findWhatASkippedComparisonOfOwnersDoes() {
		this.events.add(new LockEvent(Kind.ACQUIRED, 47, "c", 6));
		this.events.add(new LockEvent(Kind.BELIEVED, 48, "c", 6));
		assertThat(findings()).singleElement().asString().startsWith("overlap: ");
	}

	@Test
	void readBackWhatWasWritten(@TempDir Path directory) throws Exception {
		Path file = directory.resolve("history");
		try (HistoryFile history = new HistoryFile(file)) {
			history.add(this.events.toArray(LockEvent[]::new));
		}
		assertThat(LockEvent.read(List.of(file))).containsExactlyInAnyOrderElementsOf(this.events);
	}

	private List<String> findings() {
		List<String> findings = new ArrayList<>(ExclusionCheck.findings(this.events));
		findings.addAll(FencingCheck.findings(this.events));
		return findings;
	}

}
