#pragma once
// One output on its way to the disk: a temporary file in the target's own folder, without a name
// where the file system can do that. Until `commit` nothing that was there has changed; a Stage
// that goes away uncommitted takes its file, and the folders it made, with it.

#include <string>
#include <vector>

#include "compiler/descriptor.h"
#include "compiler/result.h"

namespace keyplate::cli {

struct Output;

class Stage {
 public:
  /// Makes missing folders, writes the temporary file with its final owner and mode, and syncs it.
  /// REQUIRES: a target of kind `file`, which outlives the Stage.
  static Result<Stage> make(const Output& output);
  Stage(Stage&& other) noexcept;
  Stage& operator=(Stage&&) = delete;
  ~Stage();

  /// Whether what was there before is kept until the Stage goes away, so that `go_back` can put it
  /// back. Not every file system can.
  enum class Before : unsigned char { dropped, kept };
  /// Puts the file in its target's place.
  Result<void> commit(Before before);
  /// Undoes `commit` where that can be.
  void go_back();
  /// Makes the new name durable.
  Result<void> sync_folder() const;
  /// The folder that `sync_folder` syncs.
  const std::string& folder_path() const { return folder_path_; }

 private:
  struct MadeFolder {
    Descriptor parent;
    std::string name;
  };

  explicit Stage(const Output& output);
  Result<void> make_folders();
  Result<void> open();
  Result<void> fill();
  Result<void> settle_owner_and_mode();
  bool link_unnamed(const std::string& name) const;
  Result<void> name_it();
  bool replace_keeping();
  bool is_in_place() const;
  Result<void> expect_unchanged() const;
  tl::unexpected<Error> failed(int error_number) const;

  const Output* output_;
  std::string folder_path_;
  std::vector<MadeFolder> made_;
  Descriptor folder_;
  Descriptor file_;
  std::string temporary_;  ///< its name; empty while it has none; once committed: the old file's
  bool committed_ = false;
};

}  // namespace keyplate::cli
