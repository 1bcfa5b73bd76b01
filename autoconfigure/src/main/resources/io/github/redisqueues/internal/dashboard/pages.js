// The pages by their addresses. A page has a title, an element, and update(snapshot).

import { element } from './view.js';
import { listenersPage, locksPage, schedulesPage, topicsPage } from './lists.js';
import { overviewPage } from './overview.js';
import { queuePage } from './queue.js';

export function pages(path, query, tools) {
	const [first, ...rest] = path ?? [null];
	if (first === undefined) {
		return overviewPage(tools);
	}
	if (first === 'queues' && rest.length === 1) {
		return queuePage(rest[0], query, tools);
	}
	const lists = { listeners: listenersPage, schedules: schedulesPage, topics: topicsPage, locks: locksPage };
	if (first !== null && rest.length === 0 && Object.hasOwn(lists, first)) {
		return lists[first](tools, query);
	}
	return {
		title: 'Not found',
		element: element('p', {}, 'There is no such page. ', element('a', { href: '#/' }, 'All queues')),
		update() {},
	};
}
