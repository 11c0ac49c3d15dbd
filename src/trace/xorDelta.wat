;; Compares versions of a page and writes what changed, at the speed of memory.
;; test/support/xorDelta.ts does the same in plain TypeScript and is the oracle in the tests.
(module
  (import "trace" "memory" (memory 1))

  ;; Compares two versions of a page.
  ;; Returns 0 if they are the same, -1 if the later one holds nothing but zeros, else 1.
  (func (export "compare") (param $before i32) (param $after i32) (result i32)
    (local $at i32)        ;; byte in the page, a multiple of 64
    (local $any v128)      ;; the later version's bits, all put together
    (local $changed v128)  ;; the bits that differ, all put together
    (local $a0 v128) (local $a1 v128) (local $a2 v128) (local $a3 v128)
    (loop $stride
      (local.set $a0 (v128.load offset=0 (i32.add (local.get $after) (local.get $at))))
      (local.set $a1 (v128.load offset=16 (i32.add (local.get $after) (local.get $at))))
      (local.set $a2 (v128.load offset=32 (i32.add (local.get $after) (local.get $at))))
      (local.set $a3 (v128.load offset=48 (i32.add (local.get $after) (local.get $at))))
      (local.set $any
        (v128.or (local.get $any)
          (v128.or (v128.or (local.get $a0) (local.get $a1))
                   (v128.or (local.get $a2) (local.get $a3)))))
      (local.set $changed
        (v128.or (local.get $changed)
          (v128.or
            (v128.or
              (v128.xor (local.get $a0)
                (v128.load offset=0 (i32.add (local.get $before) (local.get $at))))
              (v128.xor (local.get $a1)
                (v128.load offset=16 (i32.add (local.get $before) (local.get $at)))))
            (v128.or
              (v128.xor (local.get $a2)
                (v128.load offset=32 (i32.add (local.get $before) (local.get $at))))
              (v128.xor (local.get $a3)
                (v128.load offset=48 (i32.add (local.get $before) (local.get $at))))))))
      (br_if $stride
        (i32.lt_u
          (local.tee $at (i32.add (local.get $at) (i32.const 64)))
          (i32.const 4096))))
    (if (i32.eqz (v128.any_true (local.get $any))) (then (return (i32.const -1))))
    (v128.any_true (local.get $changed)))

  ;; Writes how one version of a page is made of another.
  ;; before: address of the version to begin with
  ;; after:  address of the other
  ;; out:    where the runs go; room for `limit` bytes
  ;; Returns the runs' length in bytes, or -2 if the runs would be longer than `limit`.
  ;;
  ;; A run: u16 words unchanged since the run before, u16 words changed, then XOR of both versions for
  ;; each of them. A word is 8 bytes.
  (func (export "encode")
    (param $before i32) (param $after i32) (param $out i32) (param $limit i32) (result i32)
    (local $at i32)        ;; byte in the page, a multiple of 64
    (local $word i32)      ;; byte of the word inside the page
    (local $stop i32)
    (local $cursor i32)    ;; where the next byte of output goes
    (local $head i32)      ;; the current run's head
    (local $runEnd i32)    ;; byte in the page behind the current run
    (local $difference i64)
    (local.set $cursor (local.get $out))
    (loop $stride
      (if (v128.any_true
            (v128.or
              (v128.or
                (v128.xor
                  (v128.load offset=0 (i32.add (local.get $after) (local.get $at)))
                  (v128.load offset=0 (i32.add (local.get $before) (local.get $at))))
                (v128.xor
                  (v128.load offset=16 (i32.add (local.get $after) (local.get $at)))
                  (v128.load offset=16 (i32.add (local.get $before) (local.get $at)))))
              (v128.or
                (v128.xor
                  (v128.load offset=32 (i32.add (local.get $after) (local.get $at)))
                  (v128.load offset=32 (i32.add (local.get $before) (local.get $at))))
                (v128.xor
                  (v128.load offset=48 (i32.add (local.get $after) (local.get $at)))
                  (v128.load offset=48 (i32.add (local.get $before) (local.get $at)))))))
        (then
          (local.set $word (local.get $at))
          (local.set $stop (i32.add (local.get $at) (i32.const 64)))
          (loop $words
            (local.set $difference
              (i64.xor
                (i64.load (i32.add (local.get $after) (local.get $word)))
                (i64.load (i32.add (local.get $before) (local.get $word)))))
            (if (i64.ne (local.get $difference) (i64.const 0))
              (then
                ;; A head and a word must fit, also where no head is needed.
                (if (i32.gt_s
                      (i32.add (i32.sub (local.get $cursor) (local.get $out)) (i32.const 12))
                      (local.get $limit))
                  (then (return (i32.const -2))))
                (if (i32.or
                      (i32.eqz (local.get $head))
                      (i32.ne (local.get $word) (local.get $runEnd)))
                  (then
                    (local.set $head (local.get $cursor))
                    (i32.store (local.get $head)
                      (i32.shr_u (i32.sub (local.get $word) (local.get $runEnd)) (i32.const 3)))
                    (local.set $cursor (i32.add (local.get $cursor) (i32.const 4)))))
                (i32.store16 offset=2 (local.get $head)
                  (i32.add (i32.load16_u offset=2 (local.get $head)) (i32.const 1)))
                (i64.store (local.get $cursor) (local.get $difference))
                (local.set $cursor (i32.add (local.get $cursor) (i32.const 8)))
                (local.set $runEnd (i32.add (local.get $word) (i32.const 8)))))
            (br_if $words
              (i32.lt_u
                (local.tee $word (i32.add (local.get $word) (i32.const 8)))
                (local.get $stop))))))
      (br_if $stride
        (i32.lt_u
          (local.tee $at (i32.add (local.get $at) (i32.const 64)))
          (i32.const 4096))))
    (i32.sub (local.get $cursor) (local.get $out))))
