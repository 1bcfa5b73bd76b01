package io.github.redisqueues.shop.fleet;

import io.github.redisqueues.lock.DistributedLocks;
import io.github.redisqueues.queue.RedisQueue;
import io.github.redisqueues.shop.change.Change;
import io.github.redisqueues.shop.change.ChangeBook;
import io.github.redisqueues.shop.change.ChangeTable;
import io.github.redisqueues.shop.price.PriceList;
import io.github.redisqueues.shop.report.Ledger;
import io.github.redisqueues.shop.till.Till;
import io.github.redisqueues.shop.work.Workers;

import org.springframework.context.ApplicationContext;
import org.springframework.core.ResolvableType;

/**
 * Beans of one instance of the shop.
 *
 * @param till sells the stock
 * @param prices tells prices
 * @param changeBook works on changes
 * @param changeTable has the changes
 * @param changes the queue of changes
 * @param changeWorkers the threads that take them out
 * @param ledger what this instance saw of its messages
 * @param locks the locks
 */
record Instance(Till till, PriceList prices, ChangeBook changeBook, ChangeTable changeTable, RedisQueue<Change> changes,
		Workers<Change> changeWorkers, Ledger ledger, DistributedLocks locks) {

	static Instance of(ApplicationContext context) {
		return new Instance(context.getBean(Till.class), context.getBean(PriceList.class),
				context.getBean(ChangeBook.class), context.getBean(ChangeTable.class), only(context, RedisQueue.class),
				only(context, Workers.class), context.getBean(Ledger.class), context.getBean(DistributedLocks.class));
	}

	@SuppressWarnings("unchecked")
	private static <T> T only(ApplicationContext context, Class<?> generic) {
		return (T) context.getBeanProvider(ResolvableType.forClassWithGenerics(generic, Change.class)).getObject();
	}

}
