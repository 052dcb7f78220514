// SPDX-License-Identifier: GPL-2.0-or-later

/** A driver without a mistake: faults in chunks, attempts with the sequence checked, a snapshot. */
export const CLEAN_DRIVER = `// SPDX-License-Identifier: GPL-2.0-or-later
static int mirror_fault(struct mirror *mirror, unsigned long start, unsigned long end, bool write)
{
	unsigned long pfns[64];
	struct hmm_range range = {
		.notifier = &mirror->notifier,
		.hmm_pfns = pfns,
		.pfn_flags_mask = 0,
		.default_flags = HMM_PFN_REQ_FAULT | (write ? HMM_PFN_REQ_WRITE : 0),
		.dev_private_owner = mirror->device,
	};
	unsigned long at;
	int ret = 0;

	for (at = start; at < end && !ret; at = range.end) {
		range.start = at;
		range.end = min(at + (ARRAY_SIZE(pfns) << PAGE_SHIFT), end);
		ret = mirror_attempts(mirror, &range);
	}
	return ret;
}

static int mirror_attempts(struct mirror *mirror, struct hmm_range *range)
{
	unsigned long timeout = jiffies + msecs_to_jiffies(HMM_RANGE_DEFAULT_TIMEOUT);
	int ret;

	while (true) {
		if (time_after(jiffies, timeout))
			return -EBUSY;
		range->notifier_seq = mmu_interval_read_begin(range->notifier);
		mmap_read_lock(mirror->mm);
		ret = hmm_range_fault(range);
		mmap_read_unlock(mirror->mm);
		if (ret) {
			if (ret == -EBUSY)
				continue;
			return ret;
		}
		mutex_lock(&mirror->lock);
		if (mmu_interval_read_retry(range->notifier, range->notifier_seq)) {
			mutex_unlock(&mirror->lock);
			continue;
		}
		break;
	}
	mirror_map(mirror, range);
	mutex_unlock(&mirror->lock);
	return 0;
}

static void mirror_map(struct mirror *mirror, struct hmm_range *range)
{
	unsigned long *pfns = range->hmm_pfns;
	unsigned long at;

	for (at = range->start; at < range->end; at += PAGE_SIZE, pfns++) {
		WARN_ON(*pfns & HMM_PFN_ERROR);
		if (WARN_ON(!(*pfns & HMM_PFN_VALID)))
			continue;
		mirror_set(mirror, at, hmm_pfn_to_page(*pfns), *pfns & HMM_PFN_WRITE);
	}
}

static unsigned char mirror_permission(unsigned long entry)
{
	if (entry & HMM_PFN_ERROR)
		return 0xff;
	if (!(entry & HMM_PFN_VALID))
		return 0;
	return entry & HMM_PFN_WRITE ? 3 : 1;
}

static int mirror_snapshot(struct mirror *mirror, unsigned char *permissions)
{
	unsigned long pfns[64];
	struct hmm_range range = { .notifier = &mirror->notifier, .hmm_pfns = pfns };
	int ret, i;

	range.notifier_seq = mmu_interval_read_begin(range.notifier);
	ret = hmm_range_fault(&range);
	if (ret)
		return ret;
	for (i = 0; i < 64; i++)
		permissions[i] = mirror_permission(range.hmm_pfns[i]);
	return 0;
}
`;

/** A port of a driver with its own format, requests page by page, and its array on the stack. */
export const WINDOW_PORT = `diff --git a/drivers/gpu/drm/window/svm.c b/drivers/gpu/drm/window/svm.c
--- a/drivers/gpu/drm/window/svm.c
+++ b/drivers/gpu/drm/window/svm.c
@@ -40,8 +40,5 @@ struct window_fault {
 };
 
-static const u64 window_flags[HMM_PFN_FLAG_MAX] = {
-	[HMM_PFN_VALID] = WINDOW_PRESENT,
-	[HMM_PFN_WRITE] = WINDOW_DIRTY,
-};
+/* The device's own bits are set by window_convert(). */
 
 static void window_replay(struct window *window)
@@ -100,14 +97,12 @@ static int window_range_fault(struct window *window,
 	struct hmm_range range = {
 		.notifier = &window->notifier,
-		.pfns = pfns,
-		.flags = window_flags,
+		.pfn_flags_mask = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE,
+		.hmm_pfns = hmm_pfns,
 	};
 
 	while (true) {
 		range.notifier_seq = mmu_interval_read_begin(range.notifier);
-		range.default_flags = 0;
-		range.pfn_flags_mask = -1UL;
 		ret = hmm_range_fault(&range);
-		if (ret <= 0) {
-			if (ret == 0 || ret == -EBUSY)
+		if (ret) {
+			if (ret == -EBUSY)
 				continue;
 			return ret;
@@ -200,6 +195,7 @@ window_svm_fault(struct window *window)
 		} head;
 		u64 phys[16];
 	} args;
+	unsigned long hmm_pfns[ARRAY_SIZE(args.phys)];
 	struct vm_area_struct *vma;
 	u64 start, limit;
 	int fault;
@@ -300,10 +296,10 @@ window_svm_fault(struct window *window)
 			switch (access) {
 			case 0:
-				args.phys[n++] = WINDOW_PRESENT;
+				hmm_pfns[n++] = HMM_PFN_REQ_FAULT;
 				break;
 			case 3:
-				args.phys[n++] = WINDOW_PRESENT;
+				hmm_pfns[n++] = 0;
 				break;
 			default:
-				args.phys[n++] = WINDOW_PRESENT | WINDOW_DIRTY;
+				hmm_pfns[n++] = HMM_PFN_REQ_FAULT | HMM_PFN_REQ_WRITE;
 				break;
`;

/** A port of a driver that asks for every page and takes every page without a look. */
export const USERPTR_PORT = `--- a/drivers/gpu/drm/userptr/ttm.c
+++ b/drivers/gpu/drm/userptr/ttm.c
@@ -10,18 +10,15 @@ int userptr_get_pages(struct bo *bo, struct page **pages)
-	range->default_flags = userptr_flags[HMM_PFN_VALID];
+	range->default_flags = HMM_PFN_REQ_FAULT;
 	if (!readonly)
-		range->default_flags |= range->flags[HMM_PFN_WRITE];
-	range->pfns = kvmalloc_array(count, sizeof(*range->pfns), GFP_KERNEL);
+		range->default_flags |= HMM_PFN_REQ_WRITE;
+	range->hmm_pfns = kvmalloc_array(count, sizeof(*range->hmm_pfns), GFP_KERNEL);
 retry:
 	range->notifier_seq = mmu_interval_read_begin(&bo->notifier);
 	r = hmm_range_fault(range);
-	if (unlikely(r <= 0)) {
-		if ((r == 0 || r == -EBUSY) && !time_after(jiffies, timeout))
+	if (unlikely(r)) {
+		if (r == -EBUSY && !time_after(jiffies, timeout))
 			goto retry;
 		goto out;
 	}
-	for (i = 0; i < count; i++) {
-		pages[i] = hmm_device_entry_to_page(range, range->pfns[i]);
-		if (unlikely(!pages[i]))
-			goto out;
-	}
+	for (i = 0; i < count; i++)
+		pages[i] = hmm_pfn_to_page(range->hmm_pfns[i]);
 out:
`;

/** A reply in which two people quote a patch: comments between, parts cut out, counts that do not add up. */
export const REVIEW = `Date: Mon, 4 May 2020 10:00:00 +0000
From: Reviewer <reviewer@example.org>
Subject: Re: [PATCH] hmm: fixed flags

On Sunday, Author wrote:
> On Saturday, Maintainer wrote:
>> diff --git a/Documentation/vm/hmm.rst b/Documentation/vm/hmm.rst
>> --- a/Documentation/vm/hmm.rst
>> +++ b/Documentation/vm/hmm.rst
>> @@ -185,6 +185,4 @@ The usage pattern is::
>>       range.start = ...;
>>       range.end = ...;
>>       range.pfns = ...;
>
> That should be: range.hmm_pfns

Yes.

>> -     range.flags = ...;
>> -     range.values = ...;
>>  
...
>> --- a/drivers/example.c
>> +++ b/drivers/example.c
>> @@ -42,15 +42,19 @@ static int example_range_fault(struct example *example,
>>  		range.notifier_seq = mmu_interval_read_begin(range.notifier);
>> -		range.pfn_flags_mask = -1UL;
>>  		ret = hmm_range_fault(&range);
>>  		if (ret) {

Is this right?

>>  			if (ret == -EBUSY)
>>  				continue;
>>  			return ret;
[...]
>> +		range.flags = NULL;
`;
