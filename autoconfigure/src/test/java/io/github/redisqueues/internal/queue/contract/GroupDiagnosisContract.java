package io.github.redisqueues.internal.queue.contract;

import java.time.Duration;
import java.util.List;

import io.github.redisqueues.queue.Delivery;
import io.github.redisqueues.queue.MessageState;
import io.github.redisqueues.queue.QueueDiagnosis;
import io.github.redisqueues.queue.QueueDiagnosis.Verdict;
import io.github.redisqueues.queue.QueueEvidence;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which message the others of its group wait for.
 */
interface GroupDiagnosisContract extends QueueFixture {

	@Test
	default void saysWhichMessageBlocksAGroup() {
		RedisQueue<String> queue = queue((settings) -> settings.maxAttempts(5));
		SendOptions small = SendOptions.defaults().group("small");
		SendOptions large = SendOptions.defaults().group("gr{ö}ß");
		queue.send("s1", small);
		queue.send("s2", small);
		queue.send("head", large.id("head"));
		queue.send("l2", large);
		queue.send("l3", large);
		List<Delivery<String>> heads = queue.receive(2, Duration.ZERO);
		assertThat(heads).hasSize(2);
		QueueDiagnosis held = queue.diagnose();
		assertThat(held.verdict()).isEqualTo(Verdict.GROUP_BLOCKED);
		QueueEvidence.BlockedGroup group = held.evidence().blockedGroup().orElseThrow();
		assertThat(group.group()).isEqualTo("gr{ö}ß");
		assertThat(group.waiting()).isEqualTo(2);
		assertThat(group.messageId()).isEqualTo("head");
		assertThat(group.state()).isEqualTo(MessageState.IN_FLIGHT);
		assertThat(group.attempts()).isEqualTo(1);
		assertThat(group.process()).isPresent();
		assertThat(group.until()).contains(heads.get(0).leaseUntil());
		assertThat(held.explanation()).startsWith("2 messages of group 'gr{ö}ß' wait for message 'head', which ");
		Delivery<String> smallHead = heads.stream()
			.filter((head) -> head.payload().equals("s1"))
			.findFirst()
			.orElseThrow();
		assertThat(smallHead.nack(Duration.ofMinutes(5))).isTrue();
		QueueDiagnosis retried = inOtherProcess(queue).diagnose();
		assertThat(retried.verdict()).isEqualTo(Verdict.GROUP_BLOCKED);
		QueueEvidence.BlockedGroup delayed = retried.evidence().blockedGroup().orElseThrow();
		assertThat(delayed.group()).as("one whose first message is tried again").isEqualTo("small");
		assertThat(delayed.waiting()).isEqualTo(1);
		assertThat(delayed.state()).isEqualTo(MessageState.DELAYED);
		assertThat(delayed.attempts()).isEqualTo(1);
		assertThat(delayed.until()).isPresent();
		assertThat(retried.explanation()).contains(
				"1 message of group 'small' waits for message '" + smallHead.id() + "', which is tried again at ",
				" after 1 attempt.");
	}

}
