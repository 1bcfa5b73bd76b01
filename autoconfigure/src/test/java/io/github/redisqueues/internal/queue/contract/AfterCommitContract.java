package io.github.redisqueues.internal.queue.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.queue.SendOptions;
import io.github.redisqueues.queue.SendResult;
import io.github.redisqueues.queue.SendResult.Outcome;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;

import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Sends that wait for the commit of a transaction.
 */
interface AfterCommitContract extends QueueFixture {

	SendOptions AFTER_COMMIT = SendOptions.defaults().afterCommit();

	@Test
	default void sendsAfterTheCommitInTheOrderOfTheSends() {
		RedisQueue<String> queue = queue();
		List<String> ids = new ArrayList<>();
		in(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			SendResult result = queue.trySend("a", AFTER_COMMIT);
			assertThat(result.outcome()).isEqualTo(Outcome.AFTER_COMMIT);
			assertThat(result.isAccepted()).isTrue();
			ids.add(result.id());
			ids.add(queue.send("b", AFTER_COMMIT.header("tenant", "7")));
			ids.addAll(queue.sendAll(List.of("c", "d"), AFTER_COMMIT));
			assertThat(queue.sendAll(List.of(), AFTER_COMMIT)).isEmpty();
			ids.add(queue.sendAsync("e", AFTER_COMMIT).join());
			assertThat(queue.size()).isZero();
		});
		assertThat(queue.browse(0, 10)).extracting((message) -> message.id()).isEqualTo(asTaken(ids));
		assertThat(drain(queue)).isEqualTo(asTaken("a", "b", "c", "d", "e"));
	}

	@Test
	default void sendsNothingAfterARollback() {
		RedisQueue<String> queue = queue();
		transactions(TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((transaction) -> {
			queue.send("a", AFTER_COMMIT);
			queue.send("b");
			transaction.setRollbackOnly();
		});
		assertThat(drain(queue)).as("what did not wait for the commit").containsExactly("b");
	}

	@Test
	default void sendsAtOnceWithoutATransaction() {
		RedisQueue<String> queue = queue();
		assertThat(queue.trySend("a", AFTER_COMMIT).outcome()).isEqualTo(Outcome.STORED);
		in(TransactionDefinition.PROPAGATION_SUPPORTS,
				() -> assertThat(queue.trySend("b", AFTER_COMMIT).outcome()).isEqualTo(Outcome.STORED));
		assertThat(drain(queue)).isEqualTo(asTaken("a", "b"));
	}

	@Test
	default void belongsToTheTransactionInWhichItIsMade() {
		RedisQueue<String> queue = queue();
		PlatformTransactionManager manager = manager();
		transactions(manager, TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((outer) -> {
			queue.send("outer", AFTER_COMMIT);
			transactions(manager, TransactionDefinition.PROPAGATION_REQUIRES_NEW)
				.executeWithoutResult((inner) -> queue.send("inner", AFTER_COMMIT));
			assertThat(drain(queue)).as("the inner one is committed").containsExactly("inner");
			transactions(manager, TransactionDefinition.PROPAGATION_NOT_SUPPORTED)
				.executeWithoutResult((none) -> queue.send("suspended", AFTER_COMMIT));
			assertThat(drain(queue)).as("without a transaction").containsExactly("suspended");
			transactions(manager, TransactionDefinition.PROPAGATION_REQUIRES_NEW).executeWithoutResult((inner) -> {
				queue.send("rolled back", AFTER_COMMIT);
				inner.setRollbackOnly();
			});
			transactions(manager, TransactionDefinition.PROPAGATION_REQUIRED)
				.executeWithoutResult((same) -> queue.send("joined", AFTER_COMMIT));
			assertThat(queue.size()).isZero();
		});
		assertThat(drain(queue)).isEqualTo(asTaken("outer", "joined"));
	}

	@Test
	default void isUndoneWithTheNestedTransactionInWhichItIsMade() {
		RedisQueue<String> queue = queue();
		PlatformTransactionManager manager = manager();
		TransactionTemplate nested = transactions(manager, TransactionDefinition.PROPAGATION_NESTED);
		transactions(manager, TransactionDefinition.PROPAGATION_REQUIRED).executeWithoutResult((outer) -> {
			queue.send("before", AFTER_COMMIT);
			nested.executeWithoutResult((inner) -> {
				queue.send("undone", AFTER_COMMIT);
				nested.executeWithoutResult((innermost) -> queue.send("undone with the one around", AFTER_COMMIT));
				inner.setRollbackOnly();
			});
			nested.executeWithoutResult((inner) -> queue.send("nested", AFTER_COMMIT));
			queue.send("after", AFTER_COMMIT);
			assertThat(queue.size()).isZero();
		});
		assertThat(drain(queue)).isEqualTo(asTaken("before", "nested", "after"));
	}

	@Test
	default void sendsFromTheCallbacksOfATransaction() {
		RedisQueue<String> queue = queue();
		in(TransactionDefinition.PROPAGATION_REQUIRED,
				() -> TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {

					@Override
					public void beforeCommit(boolean readOnly) {
						queue.send("before the commit", AFTER_COMMIT);
					}

					@Override
					public void afterCommit() {
						queue.send("after the commit", AFTER_COMMIT);
					}

					@Override
					public void afterCompletion(int status) {
						assertThat(queue.trySend("at the end", AFTER_COMMIT).outcome()).isEqualTo(Outcome.STORED);
					}

				}));
		assertThat(drain(queue)).containsExactlyInAnyOrder("before the commit", "after the commit", "at the end");
	}

	@Test
	default void commitsThoughTheMessageCannotBeSentAfterwards() {
		RedisQueue<String> queue = queue((settings) -> settings.capacity(1));
		in(TransactionDefinition.PROPAGATION_REQUIRED, () -> {
			queue.send("a", AFTER_COMMIT);
			queue.send("too many", AFTER_COMMIT);
		});
		assertThat(drain(queue)).containsExactly("a");
	}

	@Test
	default void checksInTheTransaction() {
		RedisQueue<String> queue = queue();
		in(TransactionDefinition.PROPAGATION_REQUIRED, () -> assertThatIllegalArgumentException()
			.isThrownBy(() -> queue.sendAll(List.of("a", "b"), AFTER_COMMIT.id("one id"))));
		assertThat(queue.size()).isZero();
	}

	private static void in(int propagation, Runnable action) {
		transactions(propagation).executeWithoutResult((transaction) -> action.run());
	}

	private static TransactionTemplate transactions(int propagation) {
		return transactions(manager(), propagation);
	}

	private static TransactionTemplate transactions(PlatformTransactionManager manager, int propagation) {
		return new TransactionTemplate(manager, new DefaultTransactionDefinition(propagation));
	}

	private static PlatformTransactionManager manager() {
		JdbcDataSource dataSource = new JdbcDataSource();
		dataSource.setURL("jdbc:h2:mem:" + UUID.randomUUID());
		return new DataSourceTransactionManager(dataSource);
	}

}
